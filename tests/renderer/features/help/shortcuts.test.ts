// @vitest-environment ./tests/renderer/page-environment.ts
import { describe, expect, it } from 'vitest'
import { shortcutAction, shortcutList } from '../../../../src/renderer/src/features/help/shortcuts'
import {
  chooseDataFiles,
  openExperimentFile,
} from '../../../../src/renderer/src/state/file-actions'

const press = (key: string, shiftKey = false) => ({
  key,
  shiftKey,
  ctrlKey: true,
  metaKey: false,
  altKey: false,
})

describe('the shortcuts', () => {
  // Those of the native menu, whose own test knows nothing of the page.
  it.each(['Enter', '.', 'N', 'O', 'Shift+O', 'I', 'S', '/'])('in Help name Ctrl+%s', (keys) => {
    expect(shortcutList('linux').map((one) => one.keys)).toContain(`Ctrl+${keys}`)
  })

  it('open data with Shift, and an experiment without', () => {
    expect(shortcutAction(press('o'), 'linux', false)).toBe(openExperimentFile)
    expect(shortcutAction(press('O', true), 'linux', false)).toBe(chooseDataFiles)
  })

  it.each(['z', 'y'])('leave Ctrl+%s to a text field', (key) => {
    expect(shortcutAction(press(key), 'linux', true)).toBeNull()
    expect(shortcutAction(press(key), 'linux', false)).not.toBeNull()
  })
})
