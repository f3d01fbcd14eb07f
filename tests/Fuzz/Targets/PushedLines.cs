using System.Text;
using Fanout.Fuzz.Checking;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Push;
using Fanout.Protocol.Json;
using Fanout.Protocol.Messages;
using Google.Protobuf;

namespace Fanout.Fuzz.Targets;

/// <summary>The body of a push: a byte of settings, then text. What it holds goes through the normaliser, too.</summary>
/// <remarks><code>
/// bits  meaning
/// 0x01  1: one JSON value, 0: JSON lines
/// 0x02  1: three lines at most, 0: as many as a push may have
/// </code></remarks>
internal static class PushedLines
{
    private const int CountMax = 10_000;
    private const int FewMax = 3;
    private const int JudgedMax = 40; // events of one input
    private const int AllocatedFixed = 64 * 1024;
    private const int AllocatedPerByte = 1_500; // each line that is no event takes an exception, with its stack

    public static void Check(byte[] input)
    {
        if (input.Length == 0) return;
        var (isLines, countMax) = ((input[0] & 0x01) == 0, (input[0] & 0x02) == 0 ? CountMax : FewMax);
        var read = Allocation.Within(
            AllocatedFixed + ((long)AllocatedPerByte * input.Length), () => PushLines.Read(input.AsSpan(1), isLines, countMax));

        Law.Holds(read.Lines.Count(static line => line.Content is not null) <= countMax);
        Law.Holds(read.Lines.Count <= countMax + 1); // an array that breaks off says where
        Law.Holds(!read.TooMany || read.Lines.Count == countMax);
        var last = 0;
        foreach (var line in read.Lines)
        {
            Law.Holds(line.Number > last);
            last = line.Number;
            Law.Holds(line.Content is null == line.Error.Length > 0);
            if (line.Content is { } content) SaidAgain(content);
        }
        Normalise(read.Lines.Where(static line => line.Content is not null).Take(JudgedMax).Select(static line => line.Content!));
    }

    private static void SaidAgain(ScoreEvent content)
    {
        Law.Same(content, ScoreEvent.Parser.ParseFrom(content.ToByteArray()));
        var again = PushLines.Read(Encoding.UTF8.GetBytes(ProtoJson.ToText(content)), isLines: false, countMax: 1);
        Law.Same(content, again.Lines.Single().Content);
        Law.Same(0, again.IgnoredMembers);
    }

    /// <summary>Each event is answered, and makes of the match what it says that it makes; said again, it is known.</summary>
    private static void Normalise(IEnumerable<ScoreEvent> events)
    {
        var normaliser = new OfflineNormaliser();
        foreach (var content in events)
        {
            var before = Find(normaliser, content.Match);
            var verdict = normaliser.Accept("feed", content.Clone());
            Law.Holds(verdict.Outcome is Outcome.Accepted or Outcome.Duplicate or Outcome.Quarantined or Outcome.Rejected);
            Law.Holds(verdict.Outcome is Outcome.Accepted or Outcome.Duplicate || verdict.Reason.Length > 0);
            if (verdict.Entry is { } entry) Leads(entry, content.Match, before);
            var again = normaliser.Accept("feed", content.Clone());
            Law.Holds(verdict.Outcome == Outcome.Rejected ? again.Outcome == Outcome.Rejected : again.Outcome == Outcome.Duplicate);
            if (normaliser.Find(content.Match) is { } state) Law.Same(state, MatchState.Parser.ParseFrom(state.ToByteArray()));
        }
    }

    private static void Leads(MatchEntry entry, string match, Match before)
    {
        Law.Same(entry.After.Hash, entry.Public.StateHash);
        Law.Same(entry.After.Hash, Match.From(entry.After.ToMessage()).Hash);
        if (entry.Public.Delta is not { } delta) return;
        Law.Holds(!Match.IsEmpty(delta));
        if (entry.MatchId == match) Law.Same(entry.After.Hash, before.Apply(delta).Hash);
    }

    private static Match Find(OfflineNormaliser normaliser, string id) =>
        normaliser.Find(id) is { } state ? Match.From(state) : Match.Empty;
}
