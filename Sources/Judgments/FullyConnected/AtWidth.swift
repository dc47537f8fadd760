/// What was found at one width, or rank, of a first layer.
protocol AtWidth {
  /// The width.
  var width: Int { get }
}

extension Array where Element: AtWidth {
  /// What was found at half of the greatest width, or at the only one; nil where nothing was.
  var atHalfWidth: Element? {
    let most = map(\.width).max() ?? 0
    return count == 1 ? first : first { $0.width == most / 2 }
  }
}
