/// The package's version: `sts --version` and report.json print it, and sweeps of different versions are not merged.
public enum Version {
  /// By semantic versioning (semver.org).
  public static let current = "1.0.0"
}
