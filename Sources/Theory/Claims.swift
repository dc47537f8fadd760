extension Claim {
  /// Every claim of the package, in the report's order.
  public static let all: [Claim] = []
}
