import type { reimburserInvoiceInputs, ReimburserInvoiceOutput } from '../../contract/reimburser-invoices';
import { ports } from '../common/runtime/ports';
import type { Handlers } from '../common/runtime/router';
import type { Caller } from '../common/usecases/reimburse/people';
import { askToClose, closePicked, lockPicked, readPicked, unlockPicked } from '../common/usecases/reimburse/picked';
import { addByFile, addByNumber, attachFile, getItem, scanQr } from '../common/usecases/reimburse/typed';
import { verifyItems } from '../common/usecases/reimburse/verify';

/** Invoices, picked from the card pack or typed. */
export const pickedActions: Handlers<typeof reimburserInvoiceInputs, ReimburserInvoiceOutput, Caller> = {
  'invoices.read': (asked, caller) => readPicked(ports, caller, asked),
  'invoices.lock': (asked, caller) => lockPicked(ports, caller, asked),
  'invoices.unlock': (asked, caller) => unlockPicked(ports, caller, asked),
  'invoices.closing': (asked, caller) => askToClose(ports, caller, asked),
  'invoices.close': (asked, caller) => closePicked(ports, caller, asked),
  'invoices.get': (asked, caller) => getItem(ports, caller, asked),
  'invoices.scan': async ({ qr }) => scanQr(qr),
  'invoices.addByNumber': (asked, caller) => addByNumber(ports, caller, asked),
  'invoices.addByFile': (asked, caller) => addByFile(ports, caller, asked),
  'invoices.attach': (asked, caller) => attachFile(ports, caller, asked),
  'invoices.verify': (asked, caller) => verifyItems(ports, caller, asked),
};
