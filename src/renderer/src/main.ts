// Starts the page: connects the lab's state to the engine and the window host, and mounts the components.
import './no-eval'
import { mount } from 'svelte'
import type { DesktopCommand } from '#shared/protocol/desktop-api'
import './app.css'
import App from './App.svelte'
import { connectLab, desktopOfWindow } from './lab'
import { chooseDataFiles, openExperimentFile, saveExperimentFile } from './state/file-actions'
import { LabState } from './state/app.svelte'

const desktop = desktopOfWindow()
const client = connectLab({
  onReady: (reason) => void lab.onReady(reason),
  onLost: (reason) => lab.onLost(reason),
  onEvent: (event) => lab.onEvent(event),
})
const lab = new LabState(client, desktop)

const commands: Record<DesktopCommand, () => unknown> = {
  train: () => lab.train(),
  pause: () => lab.pause(),
  'go-on': () => lab.goOn(),
  stop: () => lab.stop(),
  new: () => lab.changes.newExperiment(),
  'open-experiment': () => openExperimentFile(lab),
  'save-experiment': () => saveExperimentFile(lab),
  'open-data': () => chooseDataFiles(lab),
  import: () => lab.imports.open(),
  'open-runs-folder': () => desktop.showInFolder(lab.description?.home ?? ''),
  'step-1': () => (lab.step = 'data'),
  'step-2': () => (lab.step = 'model'),
  'step-3': () => (lab.step = 'train'),
  'step-4': () => (lab.step = 'inspect'),
  'step-5': () => (lab.step = 'export'),
  shortcuts: () => (lab.dialog = 'shortcuts'),
  about: () => (lab.dialog = 'about'),
}
desktop.onCommand((command) => void commands[command]())

// A bug in the page or the engine: say so rather than stay silent.
window.addEventListener('unhandledrejection', ({ reason }) => {
  const message = reason instanceof Error ? reason.message : String(reason)
  lab.notices.add('error', `Something went wrong inside the lab: ${message}`, { key: 'bug' })
})

const target = document.getElementById('app')
if (target) mount(App, { target, props: { lab } })
