/// What the package is called, and which version it is.
public enum PackageIdentity {
  /// The name in Package.swift.
  public static let name = "SparseTokenSelection"
  /// The version, as its release is tagged; `development` between releases.
  public static let version = "development"
}
