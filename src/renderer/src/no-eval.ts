// Keeps zod from probing for `new Function`, which the page's Content-Security-Policy forbids; imported first of all.
import { z } from 'zod'

z.config({ jitless: true })
