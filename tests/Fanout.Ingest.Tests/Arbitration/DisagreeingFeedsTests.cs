using System.Globalization;
using CsCheck;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Tests.Normalising;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Google.Protobuf;
using Status = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Tests.Arbitration;

/// <summary>
/// Laws over a generated pair of feeds of one match: <c>a</c> is authoritative and slow, falls silent and comes back with what
/// it missed; <c>c</c> is fast, misses goals, invents others, and counts what it says.
/// </summary>
public sealed class DisagreeingFeedsTests
{
    private const int Cases = 60;
    private const int MinuteSeconds = 30; // a match in fast motion: windows and hold-offs are as long as a minute of it
    private const int BeatEvery = 5;

    private static readonly string[] Sides = ["home", "away"];

    private static readonly Gen<Happening[]> Matches =
        (from kind in Gen.Frequency((5, Gen.Const("goal")), (2, Gen.Const("card")), (1, Gen.Const("void")), (1, Gen.Const("phantom")))
         from side in Gen.OneOf("home", "away")
         from apart in Gen.Int[1, 4]
         from fastDelay in Gen.Int[0, 20]
         from slowDelay in Gen.Int[0, 40]
         from missed in Gen.Frequency((4, Gen.Const(false)), (1, Gen.Const(true)))
         from minuteOff in Gen.Int[-1, 1]
         from together in Gen.Bool
         select new Happening(kind, side, apart, fastDelay, slowDelay, missed, minuteOff, together)).Array[1, 10];

    private static readonly Gen<(int From, int Length)[]> Silences =
        Gen.Select(Gen.Int[20, 600], Gen.Int[5, 90]).Array[0, 3];

    [Fact]
    public void Whatever_the_interleaving_the_match_ends_as_the_authoritative_feed_has_it() =>
        Gen.Select(Matches, Silences).Sample((happenings, silences) =>
        {
            var alone = new Covered(Covered.Policy(), restarts: false);
            foreach (var line in Lines(happenings).Where(static line => line.Feed == "a")) alone.Say("a", line.Json);

            var match = Play(happenings, silences, static _ => { });

            Assert.Equal("a", match.Primary);
            Assert.Equal(alone.Score, match.Score);
            Assert.Equal((Status.Final, alone.State.Phase), (match.State.Status, match.State.Phase));
            Assert.Equal(Counted(alone.State), Counted(match.State));
        }, iter: Cases);

    [Fact]
    public void No_goal_is_counted_twice_nor_after_its_time_when_nobody_confirmed_it() =>
        Gen.Select(Matches, Silences).Sample((happenings, silences) =>
            Play(happenings, silences, static match =>
            {
                var views = match.Work.Views!;
                var (shown, primary) = (match.State.Score, views.Primary!.Work.State.Head.Score);
                if (shown is null || primary is null) return;
                Assert.True(shown.Home <= MostOf(views, "home"), "more goals than any feed says");
                Assert.True(shown.Away <= MostOf(views, "away"), "more goals than any feed says");
                var waiting = views.Provisional
                    .Where(one => Feeding.Ms(match.Second) - one.OpenedMs < 25_000).ToList();
                Assert.True(shown.Home - primary.Home <= waiting.Count(static one => one.Side == "home"));
                Assert.True(shown.Away - primary.Away <= waiting.Count(static one => one.Side == "away"));
                foreach (var side in Sides)
                {
                    var most = views.All.Max(view => Goals(view.Work.State.ToMessage(), side));
                    Assert.True(Goals(match.State, side) <= most + waiting.Count(one => one.Side == side));
                }
            }), iter: Cases);

    [Fact]
    public void The_same_recorded_feeds_give_the_same_log_byte_for_byte() =>
        Gen.Select(Matches, Silences).Sample((happenings, silences) =>
        {
            var first = Play(happenings, silences, static _ => { });
            var second = Play(happenings, silences, static _ => { });
            Assert.Equal(Bytes(first), Bytes(second));
        }, iter: Cases);

    [Fact]
    public void A_restart_after_any_entry_gives_the_same_log() =>
        Gen.Select(Matches, Silences).Sample((happenings, silences) =>
        {
            var whole = Play(happenings, silences, static _ => { });
            var restarted = Play(happenings, silences, static _ => { }, restarts: true);
            Assert.Equal(Bytes(whole), Bytes(restarted));
            whole.AssertEntriesLeadHere();
        }, iter: Cases / 6);

    private static Covered Play(
        Happening[] happenings, (int From, int Length)[] silences, Action<Covered> check, bool restarts = false)
    {
        var match = new Covered(Covered.Policy(), restarts);
        var lines = Lines(happenings);
        var end = (int)lines.Max(static line => line.Second) + 100;
        var kept = new Queue<Line>(); // what the silent feed says once it is back
        for (var next = 0; match.Second < end + 300;)
        {
            var isSilent = match.Second < end
                && silences.Any(silence => match.Second >= silence.From && match.Second < silence.From + silence.Length);
            while (!isSilent && kept.TryDequeue(out var late)) match.Say("a", late.Json, late.Second);
            for (; next < lines.Count && lines[next].Second <= match.Second; next++)
            {
                var line = lines[next];
                if (isSilent && line.Feed == "a") kept.Enqueue(line);
                else match.Say(line.Feed, line.Json, line.Second);
            }
            if (match.Second % BeatEvery == 0 && match.Work is not null)
            {
                if (!isSilent) match.Beat("a");
                match.Beat("c");
            }
            match.Pass(1);
            check(match);
        }
        return match;
    }

    /// <summary>What both feeds say, in order of arrival.</summary>
    private static List<Line> Lines(Happening[] happenings)
    {
        var lines = new List<Line>
        {
            new("a", 0, Covered.Fixture), new("c", 0, Covered.Fixture),
            new("a", 1, """{"status":{"status":"LIVE"},"phase":{"phase":"1H"},"score":{"home":0,"away":0},"incident":{"id":"k","type":"period_start","phase":"1H"} }"""),
            new("c", 1, """{"status":{"status":"LIVE"},"phase":{"phase":"1H"},"score":{"home":0,"away":0} }"""),
        };
        var (slow, fast) = (new Told("a"), new Told("c"));
        var (minute, last) = (1, 1);
        foreach (var one in happenings)
        {
            minute += one.Apart;
            var second = minute * MinuteSeconds;
            last = Math.Max(last, second + one.SlowDelay);
            if (one.Kind != "phantom") lines.AddRange(slow.Tell(one, last, minute));
            if (!one.Missed) lines.AddRange(fast.Tell(one, second + one.FastDelay, Math.Max(1, minute + one.MinuteOff)));
        }
        last = Math.Max(last, lines.Max(static line => line.Second)) + MinuteSeconds;
        lines.Add(new Line("a", last, """{"status":{"status":"FINAL"},"phase":{"phase":"2H"} }"""));
        lines.Add(new Line("c", last, """{"status":{"status":"FINAL"},"phase":{"phase":"2H"} }"""));
        return [.. lines.OrderBy(static line => line.Second)];
    }

    /// <summary>Incidents that count, whatever their ids.</summary>
    private static List<string> Counted(MatchState state) =>
    [
        .. state.Incidents.Where(IncidentLifecycle.Counts)
            .Select(static incident => $"{incident.Type} {incident.Team} {incident.Minute} {incident.State}")
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>What the feed says that says most, counting or naming.</summary>
    private static int MostOf(FeedViews views, string side) => views.All.Max(view =>
    {
        var score = view.Work.State.Head.Score ?? new Score();
        return Math.Max(side == "home" ? score.Home : score.Away, Goals(view.Work.State.ToMessage(), side));
    });

    private static int Goals(MatchState state, string side) => state.Incidents.Count(incident =>
        incident.Type == "goal" && incident.Team == side && IncidentLifecycle.Counts(incident));

    private static string[] Bytes(Covered match) =>
        [.. match.Entries.Select(static entry => $"{entry.Public} {Convert.ToHexString(entry.Writer.ToByteArray())}")];

    private sealed record Happening(
        string Kind, string Side, int Apart, int FastDelay, int SlowDelay, bool Missed, int MinuteOff, bool Together);

    private sealed record Line(string Feed, int Second, string Json);

    /// <summary>What one feed has told so far: it counts its own goals.</summary>
    private sealed class Told(string feed)
    {
        private readonly List<(string Id, string Side)> _goals = [];
        private int _ids;

        public IEnumerable<Line> Tell(Happening one, int second, int minute)
        {
            var id = $"{feed}-{++_ids}";
            var at = minute.ToString(CultureInfo.InvariantCulture);
            if (one.Kind == "card")
            {
                yield return Say(second, $$"""{"incident":{"id":"{{id}}","type":"card","card":"yellow","team":"{{one.Side}}","minute":{{at}}} }""");
                yield break;
            }
            string said;
            if (one.Kind == "void")
            {
                if (_goals.Count == 0) yield break;
                said = $$""" "void":{"incident":"{{_goals[^1].Id}}","reason":"VAR_OFFSIDE"} """;
                _goals.RemoveAt(_goals.Count - 1);
            }
            else
            {
                _goals.Add((id, one.Side));
                said = $$""" "incident":{"id":"{{id}}","type":"goal","team":"{{one.Side}}","minute":{{at}}} """;
            }
            var score = $$""" "score":{"home":{{_goals.Count(static goal => goal.Side == "home")}},"away":{{_goals.Count(static goal => goal.Side == "away")}}} """;
            if (one.Together)
            {
                yield return Say(second, $"{{{said},{score}}}");
                yield break;
            }
            yield return Say(second, $"{{{said}}}");
            yield return Say(second + 1, $"{{{score}}}");
        }

        private Line Say(int second, string json) => new(feed, second, json);
    }
}
