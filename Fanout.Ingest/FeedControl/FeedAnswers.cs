using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fanout.Ingest.FeedControl;

/// <summary>The feeds that a server knows, by name.</summary>
/// <param name="Feeds">Configured ones, and those that were heard.</param>
public sealed record FeedList(IReadOnlyList<FeedItem> Feeds);

/// <summary>A feed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Transport">As configured, e.g. <c>poll</c>; <c>push</c> of one that is not.</param>
/// <param name="Matches">Matches in memory, of whichever process, that it speaks of; not those that are continued as another.</param>
/// <param name="Poison">Messages ever put aside because something in them could not be taken, in whatever process.</param>
public sealed record FeedItem(string Name, string Transport, int Matches, ulong Poison)
{
    /// <summary>Format of its messages; absent: each is recognised by what is in it, or they are pushed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Format { get; init; }

    /// <summary>Whether the process that was asked runs it; absent of one that is pushed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? RunsHere { get; init; }

    /// <summary>When the process that was asked last received an event of it, ms since 1970; absent: never.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ReceivedMs { get; init; }

    /// <summary>Time of its newest event until the log had it, ms; absent: the process that was asked does not run it, or it gave none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? LagMs { get; init; }

    /// <summary>Since its source was last heard, or it began, ms; absent: the process that was asked does not run it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SilenceMs { get; init; }

    /// <summary>Its newest word in those matches, ms since 1970, whichever process holds them; absent: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? HeardMs { get; init; }
}

/// <summary>The feeds of one match.</summary>
/// <param name="Match">Our id of the match.</param>
/// <param name="Arbitrated">A policy decides between them; otherwise they are one, and the only one listed is the active feed.</param>
/// <param name="Primary">The feed that the match is of.</param>
/// <param name="Feeds">By name.</param>
/// <param name="Provisional">Incidents of fast feeds that the primary has not confirmed, or not counted, in the order in which they were opened.</param>
public sealed record MatchFeeds(
    string Match, bool Arbitrated, string Primary, IReadOnlyList<MatchFeed> Feeds, IReadOnlyList<OpenIncident> Provisional)
{
    /// <summary>Since when it is primary, ms since 1970; absent where nobody decides.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SinceMs { get; init; }

    /// <summary>Why it is, in a sentence; absent where nobody decides.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Why { get; init; }

    /// <summary>The feed that somebody pinned; absent: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Pinned { get; init; }

    /// <summary>The match that this one is continued as; absent: it stands for itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ContinuedAs { get; init; }
}

/// <summary>How one feed of a match is doing.</summary>
/// <param name="Name">Its name.</param>
/// <param name="HeardMs">When it last spoke of the match, ms since 1970; 0: never.</param>
/// <param name="LagMs">From the time of its last event until that came, ms; where nobody decides it is not measured, and 0.</param>
/// <param name="Well">It can be primary: not muted, not silent, not late, and the last thing it said was possible.</param>
/// <param name="Muted">Somebody muted it.</param>
/// <param name="Diverges">Its score is not the primary's.</param>
/// <param name="Fast">While another is primary, its goals and cards are shown as PROVISIONAL.</param>
/// <param name="Authoritative">Its word is the last.</param>
public sealed record MatchFeed(
    string Name, double HeardMs, double LagMs, bool Well, bool Muted, bool Diverges, bool Fast, bool Authoritative)
{
    /// <summary>Its statistics are shown, whoever is primary.</summary>
    public bool Statistics { get; init; }

    /// <summary>Its line-ups are shown, whoever is primary.</summary>
    public bool Lineups { get; init; }

    /// <summary>What it says the score is, <c>home:away</c>; absent: it stated none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Score { get; init; }

    /// <summary>What it says the status is; absent: it stated none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Status { get; init; }

    /// <summary>What it said that cannot be, if it said nothing possible since.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Fault { get; init; }
}

/// <summary>An incident of a fast feed that waits for the primary.</summary>
/// <param name="Id">As readers know it.</param>
/// <param name="Feed">Who opened it.</param>
/// <param name="OpenedMs">When, ms since 1970.</param>
/// <param name="Side"><c>home</c> or <c>away</c>; empty: neither.</param>
/// <param name="Confirmed">The primary named it, and has yet to count it.</param>
public sealed record OpenIncident(string Id, string Feed, double OpenedMs, string Side, bool Confirmed);

/// <summary>What an editor wants.</summary>
/// <param name="Reason">Why; needed, 1 to 500 characters. Stands in the log.</param>
/// <param name="Effect">Of the preview; where readers would see something else by now, it is refused (409).</param>
public sealed record FeedChangeOrder(string? Reason, string? Effect = null);

/// <summary>What came of it, or would.</summary>
/// <param name="Action"><c>pin</c>, <c>unpin</c>, <c>mute</c> or <c>unmute</c>.</param>
/// <param name="Match">Our id of the match.</param>
/// <param name="Feed">Name of the feed.</param>
/// <param name="DryRun">Nothing was done.</param>
/// <param name="Outcome"><c>DONE</c>, or <c>UNCHANGED</c>: it is so already.</param>
/// <param name="Effect">Stands for what readers see change.</param>
/// <param name="Decisions">What was decided, a sentence each: the order first, then what follows from it.</param>
public sealed record FeedDecision(
    string Action, string Match, string Feed, bool DryRun, string Outcome, string Effect, IReadOnlyList<string> Decisions)
{
    /// <summary>What readers see change; absent: nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Delta { get; init; }
}
