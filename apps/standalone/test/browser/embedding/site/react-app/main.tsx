import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { About, fetchFilm, Home, Layout, LoadedFilm, NamedFilm, ToldFilm } from './pages';

const router = createBrowserRouter([
  {
    element: <Layout />,
    hydrateFallbackElement: <p>One moment…</p>,
    children: [
      { path: '/', element: <Home /> },
      { path: '/films/:id', element: <LoadedFilm />, loader: ({ params }) => fetchFilm(params['id']) },
      { path: '/named/:name', element: <NamedFilm /> },
      { path: '/told/:id', element: <ToldFilm /> },
      { path: '/about', element: <About /> },
    ],
  },
]);

const container = document.querySelector('#app');
if (container !== null) {
  createRoot(container).render(
    <StrictMode>
      <RouterProvider router={router} />
    </StrictMode>,
  );
}
