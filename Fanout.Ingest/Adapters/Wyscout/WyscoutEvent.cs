using System.Text.Json;
using Fanout.Ingest.Adapters.Json;

namespace Fanout.Ingest.Adapters.Wyscout;

/// <summary>What an event was, as far as a score depends on it.</summary>
internal enum WyscoutKind
{
    Other,
    Shot,
    FreeKickShot,
    Corner,
    Penalty,
}

/// <summary>The tags that matter here, of the hundred or so that the format has; others are passed over.</summary>
[Flags]
internal enum WyscoutTags
{
    None = 0,

    /// <summary>101: a goal on what was struck at goal, and <em>also</em> on the save attempt of the keeper who was beaten.</summary>
    Goal = 1,

    /// <summary>102: on an event of the team that conceded.</summary>
    OwnGoal = 2,

    /// <summary>301: on the pass before the goal.</summary>
    Assist = 4,

    /// <summary>1701.</summary>
    Red = 8,

    /// <summary>1702.</summary>
    Yellow = 16,

    /// <summary>1703.</summary>
    SecondYellow = 32,
}

/// <summary>One element of <c>events[]</c>.</summary>
/// <param name="TeamId">0: not stated.</param>
/// <param name="PlayerId">0: not stated.</param>
/// <param name="Second">Since the beginning of its period: every period starts again at 0.</param>
internal readonly record struct WyscoutEvent(
    long Id, long MatchId, long TeamId, long PlayerId, FootballPeriod Period, double Second, WyscoutKind Kind, WyscoutTags Tags)
{
    // No half and no shoot-out lasts two hours; a larger number is in another unit.
    private const double SecondMax = 7200;

    /// <summary>A goal for the team that is named: the keeper's save attempt that has the same tag is not one.</summary>
    public bool IsGoal => Tags.HasFlag(WyscoutTags.Goal) && Kind != WyscoutKind.Other && Period != FootballPeriod.Shootout;

    public bool IsOwnGoal => Tags.HasFlag(WyscoutTags.OwnGoal) && Period != FootballPeriod.Shootout;

    public bool IsKick => Kind == WyscoutKind.Penalty && Period == FootballPeriod.Shootout;

    /// <summary>Looks like an element of <c>events[]</c>, readable or not.</summary>
    public static bool IsLike(JsonElement json) =>
        json.Member("eventSec") is not null || json.Member("matchPeriod") is not null || json.Member("subEventName") is not null;

    /// <summary>Reads an element; otherwise says what is wrong with it.</summary>
    public static bool TryRead(JsonElement json, out WyscoutEvent read, out string wrong)
    {
        read = default;
        var code = json.Text("matchPeriod");
        if (json.Whole("id") is not { } id) return Refuse("event without a numeric id", out wrong);
        if (json.Whole("matchId") is not { } matchId) return Refuse($"event {id} without a numeric matchId", out wrong);
        if (PeriodOf(code) is not { } period) return Refuse($"event {id} in the unknown period {code ?? "(none)"}", out wrong);
        if (json.Number("eventSec") is not { } second) return Refuse($"event {id} without a numeric eventSec", out wrong);
        if (second is < 0 or > SecondMax) return Refuse($"event {id} has eventSec {second}, outside 0 to {SecondMax}", out wrong);
        read = new WyscoutEvent(
            id, matchId, json.Whole("teamId") ?? 0, json.Whole("playerId") ?? 0, period, second, KindOf(json), TagsOf(json));
        wrong = "";
        return true;
    }

    // Its codes are our phases, but for the shoot-out's.
    private static FootballPeriod? PeriodOf(string? code) =>
        FootballPeriod.All.FirstOrDefault(period => (period == FootballPeriod.Shootout ? "P" : period.Phase) == code);

    private static bool Refuse(string why, out string wrong)
    {
        wrong = why;
        return false;
    }

    // By name; by number where a name is missing, as in older deliveries.
    private static WyscoutKind KindOf(JsonElement json) => (json.Text("eventName"), json.Whole("eventId")) switch
    {
        ("Shot", _) or (null, 10) => WyscoutKind.Shot,
        ("Free Kick", _) or (null, 3) => (json.Text("subEventName"), json.Whole("subEventId")) switch
        {
            ("Penalty", _) or (null, 35) => WyscoutKind.Penalty,
            ("Corner", _) or (null, 30) => WyscoutKind.Corner,
            _ => WyscoutKind.FreeKickShot,
        },
        _ => WyscoutKind.Other,
    };

    private static WyscoutTags TagsOf(JsonElement json)
    {
        var tags = WyscoutTags.None;
        foreach (var tag in json.Elements("tags"))
        {
            tags |= tag.Whole("id") switch
            {
                101 => WyscoutTags.Goal,
                102 => WyscoutTags.OwnGoal,
                301 => WyscoutTags.Assist,
                1701 => WyscoutTags.Red,
                1702 => WyscoutTags.Yellow,
                1703 => WyscoutTags.SecondYellow,
                _ => WyscoutTags.None,
            };
        }

        return tags;
    }
}
