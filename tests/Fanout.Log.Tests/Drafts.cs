using System.Text;

namespace Fanout.Log.Tests;

/// <summary>Short ways to write down what a test appends.</summary>
internal static class Drafts
{
    private static long _key;

    public static EntryDraft Change(string matchId, string payload, string? key = null) => new()
    {
        MatchId = matchId,
        Kind = EntryKind.Change,
        Key = key ?? $"k{Interlocked.Increment(ref _key)}",
        ContentDigest = ContentDigest.Of(Encoding.UTF8.GetBytes(payload)),
        Public = Encoding.UTF8.GetBytes(payload),
        Writer = Encoding.UTF8.GetBytes("writer of " + payload),
    };

    public static EntryDraft Decision(string matchId, string payload, string? key = null) =>
        Change(matchId, payload, key) with { Kind = EntryKind.Decision, Public = default };
}
