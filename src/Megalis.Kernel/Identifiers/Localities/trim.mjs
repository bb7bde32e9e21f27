// Keeps what the product needs of the national list: four départements, and the fields that screens and checks use.
// Usage: node trim.mjs OUTPUT
import { createRequire } from 'node:module'
import { writeFileSync } from 'node:fs'

const require = createRequire(import.meta.url)
const source = '@etalab/decoupage-administratif/data/'
const kept = new Set(['22', '29', '35', '56'])

const communes = require(`${source}communes.json`)
  .filter(commune => commune.type === 'commune-actuelle' && kept.has(commune.departement))
  .sort((a, b) => a.code < b.code ? -1 : 1)
const codes = new Set(communes.map(commune => commune.code))
// An EPCI that crosses the regional border (Redon, Cap Atlantique) is kept whole: its members here point to it.
const epcis = require(`${source}epci.json`)
  .filter(epci => epci.membres.some(member => codes.has(member.code)))
  .sort((a, b) => a.code < b.code ? -1 : 1)
const epciOf = new Map(epcis.flatMap(epci => epci.membres.map(member => [member.code, epci.code])))

writeFileSync(process.argv[2], JSON.stringify({
  communes: communes.map(({ code, nom, departement, siren, population, codesPostaux }) =>
    [code, nom, departement, siren, population, epciOf.get(code) ?? null, codesPostaux]),
  epcis: epcis.map(({ code, nom, type, populationMunicipale, membres }) =>
    [code, nom, type, populationMunicipale, membres.map(member => member.code)])
}))
