namespace Fanout.Ingest.Arbitration;

/// <summary>Which feed speaks for which match; section <c>Arbitration</c>. Checked at start, unchanged after.</summary>
public sealed class ArbitrationOptions
{
    /// <summary>
    /// The first that covers a match is its own. None by default: all feeds of a match are one, and the newest statement wins.
    /// </summary>
    public IList<PolicyOptions> Policies { get; } = [];
}

/// <summary>One policy; section <c>Arbitration:Policies:{number}</c>.</summary>
public sealed class PolicyOptions
{
    /// <summary>For matches of this sport only; empty, as by default: of every sport.</summary>
    public string Sport { get; set; } = "";

    /// <summary>For matches of the competition with this id only; empty, as by default: of every one.</summary>
    public string Competition { get; set; } = "";

    /// <summary>The feeds, the one to be preferred first. At least one.</summary>
    public IList<PolicyFeedOptions> Feeds { get; } = [];

    /// <summary>
    /// How long the primary may say nothing during play while another speaks. 1 s to 1 h, 1 min by default: longer than its
    /// heartbeats are apart.
    /// </summary>
    public TimeSpan Silence { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How much later than its own time an event may come. 0, or 1 s to 1 h, 30 s by default; 0: a feed may be as late as it is.
    /// </summary>
    public TimeSpan Lag { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long every event must have come late before the primary is left. 0 s to 1 h, 30 s by default: one late correction
    /// is no lag.
    /// </summary>
    public TimeSpan LagTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long another feed may have another score, stated later, before the primary is left for it. 0, or 1 s to 1 h, 1 min
    /// by default; 0: never.
    /// </summary>
    public TimeSpan Divergence { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a better feed must have been well, and must have agreed, before it is primary again. 1 s to 1 h, 1 min by
    /// default. Doubles with each time in a row that a primary was left, 32 times at most.
    /// </summary>
    public TimeSpan HoldOff { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long an incident of a fast feed waits for the primary to confirm it. 1 s to 10 min, 1 min by default; then it is
    /// voided, and the score falls back.
    /// </summary>
    public TimeSpan Confirmation { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>One feed of a policy.</summary>
public sealed class PolicyFeedOptions
{
    /// <summary>Name of the feed.</summary>
    public string Name { get; set; } = "";

    /// <summary>While another feed is primary, its goals and cards are shown as PROVISIONAL. Off by default.</summary>
    public bool Fast { get; set; }

    /// <summary>
    /// Its word is the last one: it is not left for another score, and it is primary again after twice the hold-off even if
    /// others say something else. Off by default; at most one feed.
    /// </summary>
    public bool Authoritative { get; set; }

    /// <summary>
    /// Its statistics are shown, whoever is primary; where several feeds state one, that of the first of them. Off by default:
    /// the primary's are.
    /// </summary>
    public bool Statistics { get; set; }

    /// <summary>Its line-ups are shown in the same way. Off by default.</summary>
    public bool Lineups { get; set; }
}
