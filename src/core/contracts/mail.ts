/** A mail, ready to be sent. */
export interface Mail {
  subject: string
  text: string
  html: string
}
