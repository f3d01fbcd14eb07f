using Fanout.Ingest.Normalising.Watching;
using Fanout.Protocol.Matches;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Matches;

/// <summary>
/// How long something of a match may last before an alarm is raised; section <c>Ingest:Watchdogs</c>. Every limit is
/// 1 min to 30 days.
/// </summary>
public sealed class WatchdogOptions
{
    /// <summary>PRE_MATCH after the start. 3 h by default: longer is a match that was played without us.</summary>
    public TimeSpan PreMatchMax { get; set; } = TimeSpan.FromHours(3);

    /// <summary>ENDED before FINAL. 6 h by default: a protest takes longer, and should be seen.</summary>
    public TimeSpan EndedMax { get; set; } = TimeSpan.FromHours(6);

    /// <summary>By sport: what differs from <see cref="SportWatch"/>'s own limits. None by default.</summary>
    public Dictionary<string, SportWatchdogOptions> Sports { get; } = new(StringComparer.OrdinalIgnoreCase); // a variable of the environment may shout

    internal WatchLimits LimitsOf(string sport)
    {
        var ours = SportWatch.Of(sport);
        var own = Sports.GetValueOrDefault(sport);
        return new WatchLimits(
            own?.BreakMax ?? ours.BreakMax!.Value,
            own?.ClockOverrunMax ?? ours.ClockOverrunMax!.Value,
            own?.PlayMax ?? ours.PlayMax!.Value,
            PreMatchMax,
            EndedMax);
    }
}

/// <summary>The limits of one sport; section <c>Ingest:Watchdogs:Sports:{sport}</c>. What is not given is as shipped.</summary>
public sealed class SportWatchdogOptions
{
    /// <summary>A break, but for those that nobody can say the end of: stumps and rain.</summary>
    public TimeSpan? BreakMax { get; set; }

    /// <summary>A running clock beyond the end of its period.</summary>
    public TimeSpan? ClockOverrunMax { get; set; }

    /// <summary>From the beginning of play, interruptions included; of a match over several days, each day.</summary>
    public TimeSpan? PlayMax { get; set; }
}

/// <summary>The limits as shipped.</summary>
internal static class SportWatch
{
    private static readonly Dictionary<string, SportWatchdogOptions> Limits = new(StringComparer.Ordinal)
    {
        ["football"] = Minutes(breakMax: 40, clockOverrunMax: 30, playMax: 4 * 60), // extra time, kicks, and an hour of delay
        ["tennis"] = Minutes(breakMax: 30, clockOverrunMax: 30, playMax: 8 * 60), // the longest day of play took 7:06 h
        ["badminton"] = Minutes(breakMax: 20, clockOverrunMax: 30, playMax: 4 * 60), // the longest took 2:41 h
        ["cricket"] = Minutes(breakMax: 90, clockOverrunMax: 30, playMax: 12 * 60), // a day with its breaks, and rain
        ["baseball"] = Minutes(breakMax: 30, clockOverrunMax: 30, playMax: 9 * 60), // 25 innings took 8:06 h
        ["basketball"] = Minutes(breakMax: 30, clockOverrunMax: 10, playMax: 4 * 60),
        ["ice_hockey"] = Minutes(breakMax: 35, clockOverrunMax: 10, playMax: 9 * 60), // eight overtimes took 8:32 h
    };

    private static readonly SportWatchdogOptions Other = Minutes(breakMax: 60, clockOverrunMax: 60, playMax: 12 * 60);

    public static SportWatchdogOptions Of(string sport) => Limits.GetValueOrDefault(sport, Other);

    private static SportWatchdogOptions Minutes(int breakMax, int clockOverrunMax, int playMax) => new()
    {
        BreakMax = TimeSpan.FromMinutes(breakMax),
        ClockOverrunMax = TimeSpan.FromMinutes(clockOverrunMax),
        PlayMax = TimeSpan.FromMinutes(playMax),
    };
}

/// <summary>Says which limit of a watchdog is out of range, and of which sport.</summary>
internal sealed class WatchdogOptionsValidator : IValidateOptions<IngestOptions>
{
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Most = TimeSpan.FromDays(30);

    public ValidateOptionsResult Validate(string? name, IngestOptions options)
    {
        var watch = options.Watchdogs;
        var limits = new List<(string Name, TimeSpan? Value)>
        {
            (nameof(watch.PreMatchMax), watch.PreMatchMax), (nameof(watch.EndedMax), watch.EndedMax),
        };
        foreach (var (sport, own) in watch.Sports)
        {
            limits.Add(($"Sports:{sport}:{nameof(own.BreakMax)}", own.BreakMax));
            limits.Add(($"Sports:{sport}:{nameof(own.ClockOverrunMax)}", own.ClockOverrunMax));
            limits.Add(($"Sports:{sport}:{nameof(own.PlayMax)}", own.PlayMax));
        }
        var faults = limits.Where(static limit => limit.Value < Least || limit.Value > Most)
            .Select(static limit => $"Ingest:Watchdogs:{limit.Name}: {limit.Value} is not {Least} to {Most}")
            .Concat(watch.Sports.Keys.Where(static sport => !Sports.TryFind(sport.ToLowerInvariant(), out _))
                .Select(static sport => $"Ingest:Watchdogs:Sports:{sport}: is none of {string.Join(", ", Sports.All.Select(static one => one.Id))}"))
            .ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
