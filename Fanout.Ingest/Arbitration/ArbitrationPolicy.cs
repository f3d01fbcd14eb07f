using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Arbitration;

/// <summary>Which feed speaks for a match, and when another does. Made of <see cref="PolicyOptions"/>; unchanged after.</summary>
internal sealed class ArbitrationPolicy
{
    private const int Unlisted = int.MaxValue;

    private readonly Dictionary<string, int> _ranks;
    private readonly HashSet<string> _fast;
    private readonly HashSet<string> _authoritative;

    public ArbitrationPolicy(PolicyOptions options)
    {
        Sport = options.Sport;
        Competition = options.Competition;
        _ranks = options.Feeds.Index()
            .ToDictionary(static feed => feed.Item.Name, static feed => feed.Index, StringComparer.Ordinal);
        _fast = Names(options, static feed => feed.Fast);
        _authoritative = Names(options, static feed => feed.Authoritative);
        Statistics = [.. options.Feeds.Where(static feed => feed.Statistics).Select(static feed => feed.Name)];
        Lineups = [.. options.Feeds.Where(static feed => feed.Lineups).Select(static feed => feed.Name)];
        SilenceMs = options.Silence.TotalMilliseconds;
        LagMs = options.Lag.TotalMilliseconds;
        LagTimeMs = options.LagTime.TotalMilliseconds;
        DivergenceMs = options.Divergence.TotalMilliseconds;
        HoldOffMs = options.HoldOff.TotalMilliseconds;
        ConfirmationMs = options.Confirmation.TotalMilliseconds;
    }

    /// <summary>Of a match that began under a policy which is gone: its primary stays, all others are recorded.</summary>
    public static ArbitrationPolicy None { get; } = new(new PolicyOptions
    {
        Silence = TimeSpan.MaxValue,
        Lag = TimeSpan.Zero,
        Divergence = TimeSpan.Zero,
        HoldOff = TimeSpan.MaxValue,
    });

    public string Sport { get; }

    public string Competition { get; }

    public double SilenceMs { get; }

    /// <summary>0: no lag is too long.</summary>
    public double LagMs { get; }

    public double LagTimeMs { get; }

    /// <summary>0: no primary is left for its score.</summary>
    public double DivergenceMs { get; }

    public double HoldOffMs { get; }

    public double ConfirmationMs { get; }

    /// <summary>Feeds whose statistics are shown whoever is primary, the one to be preferred first.</summary>
    public IReadOnlyList<string> Statistics { get; }

    /// <summary>Feeds whose line-ups are shown whoever is primary, the one to be preferred first.</summary>
    public IReadOnlyList<string> Lineups { get; }

    /// <summary>Whether it is for such a match. A match without a sport is no match yet.</summary>
    public bool Covers(string sport, string competition) =>
        (Sport.Length == 0 || Sport == sport) && (Competition.Length == 0 || Competition == competition);

    public bool Lists(string feed) => _ranks.ContainsKey(feed);

    public bool IsFast(string feed) => _fast.Contains(feed);

    public bool IsAuthoritative(string feed) => _authoritative.Contains(feed);

    /// <summary>Whether the first is to be preferred to the second. Feeds that the policy does not list come last, by name.</summary>
    public bool Prefers(string feed, string other)
    {
        var byRank = Rank(feed).CompareTo(Rank(other));
        return byRank < 0 || (byRank == 0 && string.CompareOrdinal(feed, other) < 0);
    }

    /// <summary>The feeds in the order in which they are to be preferred.</summary>
    public IEnumerable<string> InOrder(IEnumerable<string> feeds) =>
        feeds.OrderBy(Rank).ThenBy(static feed => feed, StringComparer.Ordinal);

    private int Rank(string feed) => _ranks.GetValueOrDefault(feed, Unlisted);

    private static HashSet<string> Names(PolicyOptions options, Func<PolicyFeedOptions, bool> isSo) =>
        options.Feeds.Where(isSo).Select(static feed => feed.Name).ToHashSet(StringComparer.Ordinal);
}

/// <summary>All policies; the first that covers a match is its own.</summary>
internal sealed class ArbitrationPolicies(ArbitrationOptions options)
{
    private readonly ArbitrationPolicy[] _policies = [.. options.Policies.Select(static one => new ArbitrationPolicy(one))];

    /// <summary>The policy of a match; null: its feeds are one.</summary>
    /// <param name="match">The match as it stands.</param>
    /// <param name="fixture">What an event says of its setting; may be null.</param>
    public ArbitrationPolicy? Find(MatchState match, Fixture? fixture)
    {
        if (_policies.Length == 0) return null;
        var sport = match.Sport.Length > 0 ? match.Sport : fixture?.Sport ?? "";
        var competition = match.Competition?.Id ?? fixture?.Competition?.Id ?? "";
        return Array.Find(_policies, policy => policy.Covers(sport, competition));
    }
}
