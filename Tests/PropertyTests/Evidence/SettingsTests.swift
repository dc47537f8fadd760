import Evidence
import TestSupport
import Testing

@Suite(.notesIssues)
struct SettingsTests {
  @Test("no variable at all means the default run")
  func defaults() throws {
    let settings = try Settings.parse(environment: ["HOME": "/", "STS": "x", "PATH": ""])
    #expect(settings == Settings(baseSeed: 1, effort: .standard))
    #expect(settings.isDefault)
  }

  @Test("every variable is read")
  func everyVariable() throws {
    let settings = try Settings.parse(environment: [
      "STS_SEED": "18446744073709551615", "STS_EFFORT": "quick", "STS_REPLAY": "a: b:12",
      "STS_TARGET": "anything", "STS_WARNINGS_AS_ERRORS": "",
    ])
    #expect(settings.baseSeed == .max)
    #expect(settings.effort == .quick)
    #expect(settings.replay == Settings.Replay(property: "a: b", index: 12))
    #expect(!settings.isDefault)
  }

  @Test("every effort has its name", arguments: ["quick", "default", "thorough"])
  func efforts(name: String) throws {
    #expect(try Settings.parse(environment: ["STS_EFFORT": name]).effort.rawValue == name)
  }

  @Test(
    "a malformed seed is an error that names it",
    arguments: [
      "", " 1", "1 ", "-1", "+1", "-0", "1.0", "0x10", "1e3", "one", "18446744073709551616", "\u{0661}",
    ])
  func malformedSeed(value: String) {
    let error = #expect(throws: SettingsError.self) {
      try Settings.parse(environment: ["STS_SEED": value])
    }
    #expect(
      error?.description == "STS_SEED is '\(value)'; allowed: an integer from 0 to 18446744073709551615")
  }

  @Test("a malformed effort is an error that names it", arguments: ["", "Quick", "standard", "fast"])
  func malformedEffort(value: String) {
    let error = #expect(throws: SettingsError.self) {
      try Settings.parse(environment: ["STS_EFFORT": value])
    }
    #expect(error?.description == "STS_EFFORT is '\(value)'; allowed: quick, default, thorough")
  }

  @Test(
    "a malformed replay is an error",
    arguments: [
      "", "name", ":3", "name:", "name:-1", "name:x", "name:+1", "name:-0", "name:16777216",
      "name:9223372036854775807",
    ])
  func malformedReplay(value: String) {
    #expect(throws: SettingsError.self) { try Settings.parse(environment: ["STS_REPLAY": value]) }
  }

  @Test("an unknown variable is an error", arguments: ["STS_SEEDS", "STS_", "STS_seed"])
  func unknown(name: String) {
    let error = #expect(throws: SettingsError.self) { try Settings.parse(environment: [name: "1"]) }
    #expect(error?.variable == name)
  }
}
