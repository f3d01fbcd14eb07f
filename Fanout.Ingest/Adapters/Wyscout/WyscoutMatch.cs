namespace Fanout.Ingest.Adapters.Wyscout;

/// <summary>
/// What is known of one match before it is told: from the match list, and from a first look over its events. That look is what lets the
/// telling say at once that a period is over, that extra time follows, and in which period a substitution falls.
/// </summary>
internal sealed class WyscoutMatch(long id)
{
    private readonly double[] _lastSecond = [-1, -1, -1, -1, -1];
    private readonly List<long> _teams = [];

    public long Id { get; } = id;

    public WyscoutListing? Listing { get; set; }

    /// <summary>Readable events, over all files.</summary>
    public int EventCount { get; private set; }

    /// <summary>A file broke off among its events: what follows is not known.</summary>
    public bool BrokenOff { get; set; }

    /// <summary>The home team first, by the order in which its file names the two; where no list says it.</summary>
    public IReadOnlyList<long> TeamsAsFiled { get; set; } = [];

    public long HomeTeam => Listing?.Home.TeamId ?? TeamAt(0);

    public long AwayTeam => Listing?.Away.TeamId ?? TeamAt(1);

    /// <summary>The kick-off; the beginning of 1970 where nothing says it, so that times are at least those since the kick-off.</summary>
    public DateTimeOffset Start => Listing?.Start ?? DateTimeOffset.UnixEpoch;

    public void Observe(WyscoutEvent seen)
    {
        EventCount++;
        ref var last = ref _lastSecond[seen.Period.Number];
        last = Math.Max(last, seen.Second);
        if (seen.TeamId != 0 && !_teams.Contains(seen.TeamId) && _teams.Count < 2) _teams.Add(seen.TeamId);
    }

    public bool Has(FootballPeriod period) => _lastSecond[period.Number] >= 0;

    /// <summary>The next period that has events; <see langword="null"/> after the last.</summary>
    public FootballPeriod? After(FootballPeriod period) => FootballPeriod.All.Skip(period.Number + 1).FirstOrDefault(Has);

    /// <summary>Second of the last event of a period; −1 without any.</summary>
    public double LastSecondOf(FootballPeriod period) => _lastSecond[period.Number];

    /// <summary>How many seconds a period lasted: until its last event, and at least its regular length.</summary>
    public double LengthOf(FootballPeriod period) => Math.Max(_lastSecond[period.Number], period.Seconds);

    /// <summary>The instant so many seconds into a period: kick-off, the periods before it, and the breaks.</summary>
    public DateTimeOffset At(FootballPeriod period, double second)
    {
        var at = Start;
        foreach (var earlier in FootballPeriod.All.Take(period.Number))
        {
            // Without events, the halves were still played; extra time was not.
            if (Has(earlier) || earlier.Number < FootballPeriod.SecondHalf.Number) at += earlier.Break + Seconds(LengthOf(earlier));
        }

        return at + period.Break + Seconds(second);
    }

    /// <summary>
    /// The period and second of a substitution. The list has one number for a minute that may be added time or belong to the next period:
    /// it is the latest period that began by then, as halves are far longer than their added time. The first instant of the minute is taken.
    /// </summary>
    public (FootballPeriod Period, double Second) PlaceOf(WyscoutSubstitution substitution)
    {
        var period = FootballPeriod.All.LastOrDefault(
            period => period.Minutes > 0 && Has(period) && period.FirstMinute < substitution.Minute, FootballPeriod.FirstHalf);
        return (period, (substitution.Minute - 1 - period.FirstMinute) * 60);
    }

    // Event times have microseconds at most; an instant of ours has milliseconds.
    private static TimeSpan Seconds(double seconds) => TimeSpan.FromMilliseconds((long)(seconds * 1000));

    private long TeamAt(int index)
    {
        if (TeamsAsFiled.Count == 2 && _teams.TrueForAll(TeamsAsFiled.Contains)) return TeamsAsFiled[index];
        return index < _teams.Count ? _teams[index] : 0;
    }
}
