namespace Fanout.Ingest.Push.Signing;

/// <summary>A signature that a key of the feed has made, and how long it is good.</summary>
/// <param name="KeyId">Id of the key.</param>
/// <param name="Key">The key.</param>
/// <param name="Created">When it was made, s since 1970, by the clock of whoever made it.</param>
/// <param name="Expires">From when on it is not good any more, s since 1970; null: it does not say.</param>
/// <param name="Bytes">The signature, 32 bytes.</param>
internal sealed record KeySignature(string KeyId, SigningKey Key, long Created, long? Expires, byte[] Bytes)
{
    /// <summary>How far the clock of whoever signs may be off, in s, and with that how old a request may be.</summary>
    private const int ClockSecondsMax = 60;

    /// <summary>
    /// From when on no moment is near enough: one second later than the last that is, since times are compared in whole ones.
    /// To be asked only of one without a <see cref="Fault"/>, whose times are of this age.
    /// </summary>
    public DateTimeOffset Ends =>
        DateTimeOffset.FromUnixTimeSeconds(Math.Min(Created + ClockSecondsMax + 1, Expires ?? long.MaxValue));

    /// <summary>Why it is not good now; null: it is.</summary>
    public string? Fault(DateTimeOffset now) => Key.Fault(now) is { } invalid
        ? $"key {KeyId} {invalid}"
        : ClockFault(now.ToUnixTimeSeconds());

    private string? ClockFault(long now)
    {
        if (Expires <= now) return $"the signature expired {now - Expires} s ago";
        var (off, side) = Created < now ? (now - Created, "behind") : (Created - now, "ahead of");
        return off <= ClockSecondsMax
            ? null
            : $"created is {off} s {side} the clock of this server, {ClockSecondsMax} s may be";
    }
}
