import { neighbourhoodOf, isWithin, readAddress } from '../common/runtime/networks';
import { ports } from '../common/runtime/ports';
import type { CompanyRecord } from '../common/store/companies';
import type { HttpRequest } from './http';

/** A front end of a company: whose it is, and from where it calls. */
export interface Caller {
  company: CompanyRecord;
  /** Empty for a call without one from a network of the company. */
  origin: string;
  address: string;
  /** What a handle is bound to: the company's network that the address lies in, else its neighbourhood. */
  network: string;
}

/** As the gateway saw the peer; what the caller itself put before it in `x-forwarded-for` proves nothing. */
const addressOf = (request: HttpRequest): string =>
  readAddress(request.header('x-real-ip') ?? request.header('x-forwarded-for')?.split(',').at(-1) ?? '') ?? '';

/** An address of the web without what follows `#`; undefined when it is none. */
export const readPage = (text: string): URL | undefined => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) return undefined;
  url.hash = '';
  return url;
};

const networkOf = ({ networks }: CompanyRecord, address: string): string | undefined =>
  networks.find((network) => isWithin(network, address));

/**
 * The company whose listed origin or network calls; undefined for everybody else. A page tells its origin, but not
 * when it reads from its own server: then its network speaks for it, or the page that it names as Referer.
 */
export const callerOf = async (request: HttpRequest): Promise<Caller | undefined> => {
  const address = addressOf(request);
  if (!address) return undefined;
  const byOrigin = async (origin: string): Promise<Caller | undefined> => {
    const [company] = await ports.companies.companiesOfOrigin(origin);
    return company && { company, origin, address, network: networkOf(company, address) ?? neighbourhoodOf(address) };
  };
  const origin = request.header('origin');
  if (origin !== undefined) return byOrigin(origin);
  for (const company of await ports.companies.allCompanies()) {
    const network = networkOf(company, address);
    if (network !== undefined) return { company, origin: '', address, network };
  }
  const page = readPage(request.header('referer') ?? '');
  return page && byOrigin(page.origin);
};
