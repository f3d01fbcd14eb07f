using Fanout.Cli.Matches;
using Fanout.Protocol.Messages;

namespace Fanout.Cli.Tests.Matches;

public sealed class MatchWatchTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 18, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "LIVE 1H 30:00")]
    [InlineData(60, "LIVE 1H 29:00")]
    public void The_clock_is_that_of_the_moment_that_the_reader_sees(uint delaySeconds, string standing)
    {
        var match = Match.From(new MatchState
        {
            Status = Status.Types.Value.Live,
            Phase = "1H",
            Clock = new Clock
            {
                Kind = ClockKind.Types.Value.Up,
                Running = true,
                AnchorMs = Now.AddMinutes(-30).ToUnixTimeMilliseconds(),
            },
        });

        var lines = MatchWatch.Lines(before: null, match, new Position { Seq = 7 }, Now, delaySeconds);

        var line = Assert.Single(lines);
        Assert.StartsWith("18:30:00 #7 ", line);
        Assert.EndsWith(standing, line);
    }

    [Fact]
    public void Only_incidents_that_are_new_or_other_than_before_are_told()
    {
        var goal = new Incident { Id = "i1", Type = "goal", Minute = 23 };
        var before = Match.From(new MatchState { Incidents = { goal } });
        var now = before.Apply(new MatchDelta
        {
            Incidents = new IncidentEdits { Upsert = { new Incident { Id = "i2", Type = "card", Card = "yellow", Minute = 30 } } },
        });

        var lines = MatchWatch.Lines(before, now, new Position { Seq = 8 }, Now, delaySeconds: 0).ToList();

        Assert.Equal(2, lines.Count);
        Assert.Contains("30' card (yellow)", lines[1]);
    }
}
