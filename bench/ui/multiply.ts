import pg from 'pg';

/**
 * Fills the database with copies of the sheets that wait to be verified, until there are `total`. The copies share their
 * pictures (each is opened for itself), come behind the originals, and carry no ticket: no sheet is another scan of an original.
 */
export async function multiplySheets(databaseUrl: string, total: number): Promise<number> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    options: '-c search_path=yoshin,public',
  });
  await client.connect();
  try {
    await client.query('begin');
    await client.query(COPIES, [total]);
    for (const statement of STATEMENTS) await client.query(statement);
    await client.query('commit');
    const { rows } = await client.query<{ n: number }>('select count(*)::int as n from sheets');
    return rows[0]?.n ?? 0;
  } finally {
    await client.end();
  }
}

const COPIES = `
  create temporary table copies on commit drop as
  select s.sheet_id as copied, s.original_id as copied_original, n,
         gen_random_uuid() as sheet_id, gen_random_uuid() as original_id, gen_random_uuid() as round_id,
         gen_random_uuid() as reading_id
  from sheets s cross join generate_series(1, $1::int) as n
  where s.state = 'checked'
  order by n, s.created_at
  limit greatest(0, $1::int - (select count(*)::int from sheets))`;

const STATEMENTS = [
  `insert into originals
   select (jsonb_populate_record(o, jsonb_build_object('original_id', c.original_id,
     'content_hash', encode(sha256(c.original_id::text::bytea), 'hex')))).*
   from copies c join originals o on o.original_id = c.copied_original`,
  `insert into sheets
   select (jsonb_populate_record(s, jsonb_build_object('sheet_id', c.sheet_id,
     'original_id', c.original_id, 'page_number', 1, 'ticket_line', null,
     'state', 'checked'))).*
   from copies c join sheets s on s.sheet_id = c.copied`,
  `insert into sheet_readings
   select (jsonb_populate_record(r, jsonb_build_object('sheet_id', c.sheet_id,
     'reading_id', c.reading_id))).*
   from copies c join sheet_readings r on r.sheet_id = c.copied`,
  `insert into reading_crops
   select (jsonb_populate_record(k, jsonb_build_object('reading_id', c.reading_id))).*
   from copies c join sheet_readings r on r.sheet_id = c.copied
     join reading_crops k on k.reading_id = r.reading_id`,
  `insert into review_rounds
   select (jsonb_populate_record(r, jsonb_build_object('sheet_id', c.sheet_id,
     'round_id', c.round_id, 'opened_at', clock_timestamp() + make_interval(secs => c.n)))).*
   from copies c join review_rounds r on r.sheet_id = c.copied`,
  `insert into sheet_events overriding system value
   select (jsonb_populate_record(e, jsonb_build_object('sheet_id', c.sheet_id,
     'sheet_event_id', (select max(sheet_event_id) from sheet_events) + row_number() over ()))).*
   from copies c join sheet_events e on e.sheet_id = c.copied`,
  `select setval(pg_get_serial_sequence('sheet_events', 'sheet_event_id'), max(sheet_event_id))
   from sheet_events`,
];
