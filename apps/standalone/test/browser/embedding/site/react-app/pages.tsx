import { useEffect, useState, type ReactNode } from 'react';
import { Link, Outlet, useLoaderData, useParams } from 'react-router';
import { FilmPage } from './film-page';
import { freshet } from './freshet';
import { Recommended } from './recommended';

export interface Film {
  readonly id: string;
  readonly title: string;
  readonly price: number;
}

export async function fetchFilm(name: string | undefined): Promise<Film> {
  return (await fetch(`/data/${name ?? ''}.json`)).json() as Promise<Film>;
}

export function Layout(): ReactNode {
  return (
    <>
      <nav>
        <Link to="/">Home</Link> <Link to="/named/night-ferry">Night Ferry</Link>{' '}
        <Link to="/named/blue-harbour">Blue Harbour</Link> <Link to="/told/m-2">Told</Link>{' '}
        <Link to="/about">About</Link>
      </nav>
      <Outlet />
    </>
  );
}

export function Home(): ReactNode {
  return (
    <section>
      <h1>Tonight</h1>
      <Recommended />
    </section>
  );
}

/** The router has fetched the film before it shows the page. */
export function LoadedFilm(): ReactNode {
  return <FilmPage film={useLoaderData<Film>()} />;
}

/** Learns only from the server which film it is about, and shows the film before until then. */
export function NamedFilm(): ReactNode {
  const { name } = useParams();
  const [film, setFilm] = useState<Film>();
  useEffect(() => {
    let isCurrent = true;
    void fetchFilm(name).then((found) => {
      if (isCurrent) setFilm(found);
    });
    return () => {
      isCurrent = false;
    };
  }, [name]);
  return film === undefined ? <p>One moment…</p> : <FilmPage film={film} />;
}

/** Tells its view itself: the document never names the film. */
export function ToldFilm(): ReactNode {
  const { id = '' } = useParams();
  useEffect(() => freshet('view', id), [id]);
  return <h1>Told</h1>;
}

export function About(): ReactNode {
  return <h1>About</h1>;
}
