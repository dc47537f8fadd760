/// What the package is called, and which version it is.
public enum PackageIdentity {
  /// The name in Package.swift.
  public static let name = "SparseTokenSelection"
  /// The version, by semantic versioning: `sts --version` and report.json print it, sweeps of two versions are not merged;
  /// a test holds CITATION.cff and CHANGELOG.md to it.
  public static let version = "1.0.0"
}
