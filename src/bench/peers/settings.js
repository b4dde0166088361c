// Node-RED as a server: no editor, no samples, quiet; the rest as it comes.
module.exports = {
  flowFile: 'flows.json',
  uiHost: '127.0.0.1',
  uiPort: process.env.PEER_PORT,
  httpAdminRoot: false,
  credentialSecret: false,
  logging: { console: { level: 'warn', metrics: false, audit: false } },
};
