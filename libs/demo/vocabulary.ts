import { wordsOf, type Vocabulary } from './phrase.js';

/** Words that any film may use, whatever its genre. */
export const COMMON_WORDS: Vocabulary = {
  name: wordsOf(`
    Ada, Adaeze, Agnes, Aiko, Alma, Amir, Anouk, Anselm, Arturo, Beatriz, Bram, Camille, Cyrus, Dagny, Daria,
    Desmond, Dorothea, Edda, Elif, Emeka, Enzo, Esther, Farid, Felix, Femi, Freya, Gaspard, Greta, Hana, Hugo,
    Imogen, Ines, Ivo, Jonas, Josephine, Jun, Kaisa, Kofi, Leila, Leopold, Lucia, Magnus, Mei, Milo, Mirela,
    Nadia, Nikolai, Nora, Odette, Omar, Oskar, Paloma, Petra, Priya, Quentin, Rafael, Renata, Rosa, Ruben, Sanna,
    Selma, Silas, Soraya, Tariq, Teresa, Theo, Tomasz, Ursula, Valentin, Vera, Viktor, Wanda, Yasmin, Yusuf, Zora`),
  surname: wordsOf(`
    Abernathy, Achterberg, Adeyemi, Balthazar, Bellweather, Calloway, Castellane, Dragomir, Eastlake, Fairweather,
    Fontaine, Gallagher, Haddad, Hawthorne, Holloway, Ishikawa, Jarrow, Kowalski, Lindqvist, Lockhart, Marchetti,
    Mendoza, Merriweather, Moreau, Nakamura, Okafor, Pemberton, Quill, Ravenscroft, Rosenthal, Salazar, Sinclair,
    Somerville, Steiner, Takahashi, Thackeray, Valdez, Vandermeer, Whitlock, Winterbourne, Yilmaz, Zielinski`),
  place: wordsOf(`
    Alder Street, Antwerp, Bell Island, Bergen, Blackwater, Bombay Road, Bruges, Buenos Aires, Cape Sorrow,
    Cardinal Point, Cartagena, Casablanca Street, Cedar Falls, Copper Canyon, Dakar, Dunmore, Eastgate, Esperanza,
    Fairhaven, Galway, Ghent, Glass Harbour, Half Moon Bay, Havana, Helsinki, Hollow Creek, Istanbul, Juniper Hill,
    Kyoto, Lagos, Larkspur, Lisbon, Low Meadow, Maple Ridge, Marseille, Millbrook, Montevideo, Mount Temperance,
    Naples, Nine Elms, North Quay, Osaka, Palermo, Port Mercy, Prague, Queen's Cross, Red Hook, Reykjavik,
    Saint Orla, Salt Flats, Samarkand, San Cristobal, Seville, Silverlake, Tallinn, Tangier, Three Rivers, Trieste,
    Valparaiso, Veracruz, Vienna, Westerly, Willow Bend, Windermere Road, Zanzibar`),
  number: wordsOf('two, three, four, five, six, seven, nine, eleven, twelve, thirteen, forty, ninety-nine'),
  season: wordsOf(
    'spring, summer, autumn, winter, January, April, June, August, October, November, December',
  ),
  hour: wordsOf('midnight, noon, dawn, dusk, nightfall, daybreak, sunset, half past four, the eleventh hour'),
  relative: wordsOf('brother, sister, mother, father, daughter, son, uncle, aunt, twin, cousin, grandmother'),
};

/** Where films come from, each written as often as it should come up. */
export const COUNTRIES: readonly string[] = wordsOf(`
  United States, United States, United States, United States, United States, United States, United States,
  United Kingdom, United Kingdom, United Kingdom, France, France, France, Japan, Japan, India, India, South Korea,
  South Korea, Germany, Germany, Italy, Italy, Spain, Spain, Canada, Australia, Mexico, Brazil, Argentina, Nigeria,
  Denmark, Sweden, Norway, Poland, Ireland, New Zealand, Iran, China, Turkey, Belgium, Netherlands`);

/** What sequels are called after the colon. */
export const SUBTITLES: readonly string[] = wordsOf(`
  The Reckoning, The Return, The Long Way Home, The Awakening, The Last Chapter, The Inheritance, The Second Wave,
  The Homecoming, The Uprising, The Lost Year, The Final Hour, The Other Side, The Hidden Door, The Crossing,
  The Price of Silence, The Broken Crown, The Gathering, The Deep, The Ashes, The Descent, The Promise, The Exile,
  The New World, The Hollow Sun, The Turning Tide, Aftermath, Resurgence, Legacy, Origins, Ever After, No Way Back,
  Dead of Winter, Into the Dark, Beyond the Wall, Blood and Water, One More Night, Out of Time, Before the Storm`);
