using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Documents;

/// <summary>All that a document says of one football match at a time, whatever the provider calls it.</summary>
/// <param name="Id">Our id of the match.</param>
/// <param name="Start">The kick-off, or the best guess at it: times within the match count from here.</param>
/// <param name="Fixture">Its setting.</param>
/// <param name="Result">Its numbers.</param>
/// <param name="Goals">
/// In the order in which they were scored; only those that the numbers leave room for, unless they are <see cref="DocumentGoal.IsOpen"/>.
/// </param>
/// <param name="Status">What the provider says has become of it; LIVE and ENDED follow from <paramref name="Result"/>.</param>
/// <param name="ChangedAt">When the provider last changed it; <see langword="null"/>: not stated.</param>
internal sealed record DocumentMatch(
    string Id,
    DateTimeOffset Start,
    Fixture Fixture,
    DocumentResult Result,
    IReadOnlyList<DocumentGoal> Goals,
    Status.Types.Value Status,
    DateTimeOffset? ChangedAt)
{
    /// <summary>It was played, at least in part.</summary>
    public bool HasScore => Result.Score is not null;

    public bool IsOver => Status is Protocol.Messages.Status.Types.Value.Ended;
}

/// <summary>The numbers of a match. Each <see langword="null"/>: not stated.</summary>
/// <param name="Half">At half-time.</param>
/// <param name="Regulation">After 90 minutes; in a match that is going on, so far.</param>
/// <param name="Extra">After extra time, the goals before it included.</param>
/// <param name="Shootout">Of the shoot-out alone.</param>
/// <param name="Counted">By the goals, where nothing else is stated.</param>
internal sealed record DocumentResult(Pair? Half, Pair? Regulation, Pair? Extra, Pair? Shootout, Pair? Counted = null)
{
    /// <summary>Goals with extra time, without the shoot-out.</summary>
    public Pair? Score => Extra ?? Regulation ?? Counted;

    public bool HasExtraTime => Extra is not null;

    public bool HasShootout => Shootout is not null;

    /// <summary>As people write it: <c>2:1</c>.</summary>
    public static string Show(Pair pair) => $"{pair.Home}:{pair.Away}";
}

/// <summary>A goal of a document.</summary>
/// <param name="Key">The provider's name of it; <see langword="null"/> where it has none, so that it is known by what it says.</param>
/// <param name="Home">The side credited.</param>
/// <param name="Method">As in the vocabulary; <see langword="null"/>: not stated.</param>
/// <param name="Player">The scorer; empty: not stated.</param>
/// <param name="Minute">As stated, from 1; may count on past the end of a period. <see langword="null"/>: not stated.</param>
/// <param name="Added">Minutes of added time beyond <paramref name="Minute"/>.</param>
/// <param name="IsOpen">It is not in the score (yet): a possible goal.</param>
/// <param name="IsKick">It is a kick of the shoot-out.</param>
internal sealed record DocumentGoal(
    string? Key, bool Home, string? Method, string Player, uint? Minute, uint Added, bool IsOpen = false, bool IsKick = false);
