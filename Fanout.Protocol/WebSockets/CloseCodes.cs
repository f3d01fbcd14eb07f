using System.Collections.Frozen;
using Fanout.Protocol.Matches;

namespace Fanout.Protocol.WebSockets;

/// <summary>A close code and what follows from it.</summary>
/// <param name="Code">Its number.</param>
/// <param name="Id">Its name.</param>
/// <param name="Meaning">What it says, in English, for people.</param>
/// <param name="Sent">Whether it may stand in a close frame (RFC 6455 §7.4).</param>
/// <param name="Reconnect">Whether a client that was closed with it comes back.</param>
public sealed record KnownCloseCode(ushort Code, CloseCode Id, string Meaning, bool Sent, bool Reconnect);

/// <summary>What follows from a close code, from <c>vocabularies/close-codes.json</c>.</summary>
public static class CloseCodes
{
    private static readonly Document File = VocabularyFile.Read<Document>("close-codes");
    private static readonly FrozenDictionary<CloseCode, KnownCloseCode> ByCode =
        File.Codes.ToFrozenDictionary(known => (CloseCode)known.Code);

    /// <summary>Those with a name, by number.</summary>
    public static IReadOnlyList<KnownCloseCode> All => File.Codes;

    /// <summary>
    /// Whether a client that was closed with <paramref name="code"/> may connect again (with backoff): not where the
    /// same client would be closed again for the same reason.
    /// </summary>
    public static bool MayReconnect(this CloseCode code) =>
        ByCode.TryGetValue(code, out var known) ? known.Reconnect : RangeOf(code).Reconnect;

    /// <summary>
    /// Whether <paramref name="code"/> may stand in a close frame (RFC 6455 §7.4): 1005, 1006 and 1015 only stand for
    /// what was seen, and what is neither registered nor in the ranges for private use means nothing.
    /// </summary>
    public static bool MayBeSent(this CloseCode code) =>
        ByCode.TryGetValue(code, out var known) ? known.Sent : RangeOf(code).Sent;

    private static Range RangeOf(CloseCode code)
    {
        foreach (var range in File.Ranges)
        {
            if ((ushort)code <= range.Last) return range;
        }
        throw new InvalidOperationException($"close-codes.json has no range for {(ushort)code}");
    }

    private sealed record Document(IReadOnlyList<KnownCloseCode> Codes, IReadOnlyList<Range> Ranges);

    /// <summary>What holds for codes without an entry of their own; the ranges follow each other without a gap.</summary>
    private sealed record Range(ushort First, ushort Last, string Meaning, bool Sent, bool Reconnect);
}
