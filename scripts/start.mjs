// What `npm start` runs, as arguments of `nudgec`, from the root of the repository. This is the one place to edit.
export const startArguments = [
  'run',
  'examples/rules/shop',
  '--events',
  'examples/data/ecom.csv.gz',
  '--source',
  'shop_csv',
  '--out',
  'out/shop.ndjson',
  '--summary',
];
