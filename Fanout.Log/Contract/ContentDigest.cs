using System.IO.Hashing;

namespace Fanout.Log;

/// <summary>
/// What an idempotency key stood for: a digest of the <em>input</em> (the provider's event, the editor's command), so
/// that the same key with other content is refused even though a second normalising of the same input would give
/// another delta.
/// </summary>
public readonly record struct ContentDigest(UInt128 Value)
{
    /// <summary>Bytes of a digest.</summary>
    public const int Size = 16;

    /// <summary>
    /// XXH3-128: inputs are told apart by accident, not by an opponent, and providers send many of them.
    /// </summary>
    public static ContentDigest Of(ReadOnlySpan<byte> content) => new(XxHash128.HashToUInt128(content));

    public override string ToString() => Value.ToString("x32", null);
}
