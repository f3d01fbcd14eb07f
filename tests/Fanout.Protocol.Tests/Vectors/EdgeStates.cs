using Fanout.Protocol.Messages;

namespace Fanout.Protocol.Tests.Vectors;

/// <summary>States at the edges of the encoding.</summary>
internal static class EdgeStates
{
    public static IReadOnlyList<(string Name, MatchState State)> All { get; } =
    [
        ("nothing", new MatchState()),
        ("messages that are there and empty", new MatchState { Score = new Score(), Clock = new Clock(), Tennis = new Tennis(), Feed = new Feed() }),
        ("optional fields that are there and zero", new MatchState
        {
            Start = 0, OriginalStart = 0, Winner = Winner.Types.Value.Unspecified, WinMethod = WinMethod.Types.Value.Unspecified,
            Baseball = new Baseball { Innings = { new BaseballInning(), new BaseballInning { Away = 0 }, new BaseballInning { Home = 0 } } },
        }),
        ("numbers at their limits", new MatchState
        {
            Score = new Score { Home = int.MinValue, Away = int.MaxValue, Tie = new Tie { Leg = uint.MaxValue, Of = 128 } },
            Start = double.MaxValue, OriginalStart = -double.Epsilon,
            Stats = { new Stat { Key = "x", Home = 0.1, Away = -1e21 } },
        }),
        ("enum values without a name", new MatchState { Status = (Status.Types.Value)99, Winner = (Winner.Types.Value)(-1) }),
        ("one incident without a key", new MatchState { Incidents = { new Incident() } }),
        ("incidents of one order go by id, by UTF-16 code unit", new MatchState
        {
            // U+1F3C0 is D83C DFC0 in UTF-16, before U+FF5E; in UTF-8 it comes after.
            Incidents =
            {
                new Incident { Id = "B", Order = 1 }, new Incident { Id = "a", Order = 1 }, new Incident { Id = "é", Order = 1 },
                new Incident { Id = "\U0001F3C0", Order = 1 }, new Incident { Id = "\uFF5E", Order = 1 }, new Incident { Id = "0", Order = 1.5 },
            },
        }),
        ("text of every width", new MatchState { Venue = "aé球\U0001F3C0\u0000\"\\\u2028", Season = new string('x', 200) }),
    ];
}
