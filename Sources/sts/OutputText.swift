import Foundation

/// Texts for the standard streams.
package enum OutputText {
  /// Writes all of a text; false when it cannot be written.
  ///
  /// A descriptor that does not block is waited for where it takes no more. A pipe whose reader has gone
  /// counts as written.
  @discardableResult
  package static func write(_ text: String, to descriptor: Int32) -> Bool {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        bytes = bytes.dropFirst(count)
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN, EWOULDBLOCK: wait(for: descriptor)
      default: return errno == EPIPE
      }
    }
    return true
  }

  /// Waits until a descriptor takes bytes again or is broken, which the next write tells.
  private static func wait(for descriptor: Int32) {
    var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = poll(&entry, 1, -1)
  }
}
