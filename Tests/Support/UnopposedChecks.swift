import Evidence

/// The checks of a trial that no control of the claim names as the one to refute it: nobody would miss them.
package func unopposed(_ outcome: Outcome, among controls: [Control]) -> [String] {
  let opposed = Set(controls.compactMap(\.check))
  return outcome.checks.map(\.name).filter { !opposed.contains($0) }
}
