using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Identity.Editing;
using Fanout.Ingest.Identity.Mapping;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Ingest.Identity;

/// <summary>How a decision about a name ended.</summary>
public enum MappingOutcome
{
    /// <summary>The log has it; or had it, and nothing was to be done.</summary>
    Done,

    /// <summary>No feed has named that match, or nobody proposed it.</summary>
    NotFound,

    /// <summary>It contradicts what is decided or the operator's table, or one feed would have two names for a match.</summary>
    Conflict,

    /// <summary>Something in it cannot be.</summary>
    Invalid,

    /// <summary>The log did not answer in time. It may be done; asking again is harmless.</summary>
    Unanswered,
}

/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">Thing and value, for people; empty where it is done.</param>
/// <param name="Name">The name as it stands now; null: nothing is known of it.</param>
public sealed record MappingResult(MappingOutcome Outcome, string Detail, KnownName? Name)
{
    /// <summary>What it does; null where nothing is known of the name.</summary>
    public MappingChange? Change { get; init; }

    internal static MappingResult Of(string sport, MappingAnswer answer) => new(
        answer.Code switch
        {
            MappingAnswer.Types.Code.Done => MappingOutcome.Done,
            MappingAnswer.Types.Code.NotFound => MappingOutcome.NotFound,
            MappingAnswer.Types.Code.Conflict => MappingOutcome.Conflict,
            _ => MappingOutcome.Invalid,
        },
        answer.Detail,
        answer.Name is null ? null : KnownName.Of(sport, answer.Name));
}

/// <summary>
/// What people see and decide of names: which match each is, what is proposed, and why. Any process with the role
/// <c>ingest</c>; decisions go to the holder of the sport's place in the log, and are there when these return.
/// </summary>
/// <remarks>Safe for concurrent use. Whether somebody may decide is the caller's to know.</remarks>
public sealed class Mappings
{
    /// <summary>Letters of a reason.</summary>
    internal const int ReasonLengthMax = 500;

    private const int ActorLengthMax = 256;

    private readonly IdentityDesk _desk;
    private readonly MatchIngest _ingest;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;

    internal Mappings(IdentityDesk desk, MatchIngest ingest, IngestOptions options, TimeProvider time) =>
        (_desk, _ingest, _patience, _time) = (desk, ingest, options.AnswerTimeout, time);

    /// <summary>Every name that is known, in the order of sport, feed and id.</summary>
    /// <param name="onlyProposed">Those alone that somebody is to look at.</param>
    public IReadOnlyList<KnownName> List(bool onlyProposed = false) =>
    [
        .. _desk.View.All().Where(one => !onlyProposed || one.Name.Proposals.Count > 0).Select(static one => KnownName.Of(one.Sport, one.Name)),
    ];

    /// <summary>A name is of this match; with it all that was taken for the name's own match by now.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="id">What it calls the match.</param>
    /// <param name="match">Our id of the match.</param>
    /// <param name="actor">Who says so, 1 to 256 letters.</param>
    /// <param name="reason">Why; at most 500 letters.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<MappingResult> ConfirmAsync(
        string feed, string id, string match, string actor, string reason, CancellationToken cancellationToken = default) =>
        DecideAsync(MappingAction.Confirm, new MappingOrder(feed, id, match, reason), actor, cancellationToken);

    /// <summary>A name is not of this match, and is never proposed to be again.</summary>
    /// <inheritdoc cref="ConfirmAsync" path="/param"/>
    public Task<MappingResult> RejectAsync(
        string feed, string id, string match, string actor, string reason, CancellationToken cancellationToken = default) =>
        DecideAsync(MappingAction.Reject, new MappingOrder(feed, id, match, reason), actor, cancellationToken);

    /// <summary>
    /// Takes a name from the match that it was mapped to and gives it to another one; to itself, and it is a match of its
    /// own again. What its feed said in the wrong match stays there until the match's own feed, or an editor, says otherwise.
    /// </summary>
    /// <inheritdoc cref="ConfirmAsync" path="/param"/>
    public Task<MappingResult> MoveAsync(
        string feed, string id, string match, string actor, string reason, CancellationToken cancellationToken = default) =>
        DecideAsync(MappingAction.Move, new MappingOrder(feed, id, match, reason), actor, cancellationToken);

    /// <summary>Does what is ordered, and says what it did.</summary>
    /// <param name="action">What is decided.</param>
    /// <param name="order">Of what. Its reason may be empty here.</param>
    /// <param name="actor">Who says so, 1 to 256 letters.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<MappingResult> DecideAsync(
        MappingAction action, MappingOrder order, string actor, CancellationToken cancellationToken = default)
    {
        if (Read(action, order, actor, out var sport, out var request) is { } refusal) return refusal;
        var seen = PreviewOf(sport, order, request);
        if (await AskAsync(sport, request, cancellationToken).ConfigureAwait(false) is not { } answer)
            return new MappingResult(MappingOutcome.Unanswered, "the log has not answered in time; ask again", null);
        var result = MappingResult.Of(sport, answer);
        if (result.Outcome != MappingOutcome.Done) return result;
        if (action == MappingAction.Move) await NameAsync(order.Feed!, order.Id!, cancellationToken).ConfigureAwait(false);
        return result with { Change = seen.Change is { } change ? change with { DryRun = false, Name = result.Name! } : null };
    }

    /// <summary>What a decision would do, by what this process knows. Does nothing.</summary>
    /// <inheritdoc cref="DecideAsync" path="/param"/>
    public MappingResult Preview(MappingAction action, MappingOrder order, string actor) =>
        Read(action, order, actor, out var sport, out var request) is { } refusal ? refusal : PreviewOf(sport, order, request);

    /// <summary>
    /// A name that never was a match of its own has no fixture there, and its feed may never state it again: it is named
    /// by what the feed said of it.
    /// </summary>
    private async Task NameAsync(string feed, string id, CancellationToken cancellationToken)
    {
        if (_desk.View.Find(feed, id) is not ({ } sport, { Facts: { } facts } name) || name.Match != id) return;
        var fixture = new Fixture
        {
            Sport = sport,
            Home = ParticipantOf(facts.Home),
            Away = ParticipantOf(facts.Away),
            StartPrecision = facts.DayOnly ? StartPrecision.Types.Value.Day : StartPrecision.Types.Value.Unspecified,
        };
        if (facts.Competition.Length > 0) fixture.Competition = new Competition { Id = facts.CompetitionId, Name = facts.Competition };
        if (facts.HasStartMs) fixture.Start = Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds((long)facts.StartMs));
        var named = new ScoreEvent
        {
            Id = $"mapping:{sport}:{name.Revision}",
            Match = id,
            At = Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds((long)facts.AtMs)),
            Fixture = fixture,
        };
        await _ingest.AcceptAsync(feed, [named], cancellationToken).ConfigureAwait(false);
    }

    private MappingResult PreviewOf(string sport, MappingOrder order, MappingRequest request)
    {
        var nowMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return _desk.View.Read(sport, book => book.Find(order.Feed!, order.Id!) is { } name
            ? PreviewRule.Of(book, _desk.View.Table, sport, name, request, nowMs)
            : Unnamed(order));
    }

    /// <summary>Takes an order for a request of its sport; what is wrong with it, or null.</summary>
    private MappingResult? Read(MappingAction action, MappingOrder order, string actor, out string sport, out MappingRequest request)
    {
        var decision = new MappingDecision
        {
            Feed = order.Feed ?? "",
            Id = order.Id ?? "",
            Match = order.Match ?? "",
            Actor = actor,
            Reason = order.Reason ?? "",
            Effect = order.Effect ?? "",
        };
        request = action switch
        {
            MappingAction.Confirm => new MappingRequest { Confirm = decision },
            MappingAction.Reject => new MappingRequest { Reject = decision },
            _ => new MappingRequest { Move = decision },
        };
        sport = "";
        if (_desk.View.Find(decision.Feed, decision.Id) is not { } known) return Unnamed(order);
        sport = known.Sport;
        if (decision.Match.Length == 0 && action != MappingAction.Move)
        {
            decision.Match = OnlyMatch(action, known.Name) ?? "";
            if (decision.Match.Length == 0) return Unsaid(known.Name);
        }
        return FaultOf(decision) is { } fault ? new MappingResult(MappingOutcome.Invalid, fault, null) : null;
    }

    /// <summary>The match that is meant where none is named: the one that is proposed, or was when this was decided.</summary>
    private static string? OnlyMatch(MappingAction action, MappedName name) => (action, name) switch
    {
        (_, { Proposals: [var only] }) => only.Match,
        (MappingAction.Confirm, { How: MappedName.Types.How.Confirmed }) => name.Match,
        (MappingAction.Reject, { Proposals.Count: 0, Rejected: [var only] }) => only,
        _ => null,
    };

    private static MappingResult Unsaid(MappedName name)
    {
        var proposed = string.Join(", ", name.Proposals.Select(static one => $"{one.Match} ({one.Score})"));
        return name.Proposals.Count == 0
            ? new MappingResult(MappingOutcome.NotFound, $"nothing is proposed for {name.Id} of feed {name.Feed}: name the match", null)
            : new MappingResult(MappingOutcome.Invalid, $"match: {name.Id} of feed {name.Feed} may be any of {proposed}: name it", null);
    }

    private static MappingResult Unnamed(MappingOrder order) =>
        new(MappingOutcome.NotFound, $"feed {order.Feed} has named no match {order.Id}", null);

    private async Task<MappingAnswer?> AskAsync(string sport, MappingRequest request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var answers = await _desk.AskAsync(sport, [request], either.Token).ConfigureAwait(false);
            return answers is [var answer] ? answer : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static string? FaultOf(MappingDecision decision)
    {
        if (!Protocol.Matches.MatchId.IsValid(decision.Match)) return $"match: \"{decision.Match}\" is no id of a match";
        if (decision.Actor.Length is 0 or > ActorLengthMax) return $"actor: {decision.Actor.Length} letters, 1 to {ActorLengthMax} are allowed";
        return decision.Reason.Length > ReasonLengthMax ? $"reason: {decision.Reason.Length} characters exceed {ReasonLengthMax}" : null;
    }

    private static Participant ParticipantOf(TeamFacts team) => new() { Id = team.Id, Name = team.Name, ShortName = team.ShortName };
}
