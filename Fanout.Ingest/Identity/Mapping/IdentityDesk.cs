using System.Collections.Concurrent;
using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Identity.Scoring;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Identity.Mapping;

/// <summary>
/// Has it decided what names of feeds stand for: before a fixture goes to a match, the holder of its sport's place is
/// asked, and its answer is in the log.
/// </summary>
/// <remarks>
/// Asked first, and not found out later, so that the events of a match that two feeds have go to one stream from the first
/// on. A place in the log holds the fixtures that were stated, and its holder decides by nothing else: two processes that
/// see two feeds' fixtures at the same moment come to one answer, in the order of the log. The alternative, comparing with
/// the matches of all partitions as far as they were followed, decides by what happened to be known where.
/// <para>Safe for concurrent use; <see cref="Decide"/> and <see cref="Applied"/> are the place's partition's.</para>
/// </remarks>
internal sealed class IdentityDesk
{
    private const int RequestsMax = 256; // brought at a time: some hundred kilobytes, and a part of a turn
    private const int IdLengthMax = 128; // of a feed's name for a match

    private static readonly double StatedAgainMs = TimeSpan.FromDays(1).TotalMilliseconds;

    private readonly ConcurrentDictionary<string, MappingIndex> _indices = new(StringComparer.Ordinal); // by sport
    private readonly MappingRule _rule;
    private readonly IdentityMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private AliasBook _aliases = new();
    private Func<string, bool> _isKnown = static _ => false;
    private Func<MappingWork, string, CancellationToken, ValueTask<bool>> _bring = static (_, _, _) => ValueTask.FromResult(false);

    public IdentityDesk(IOptions<IdentityOptions> options, IdentityMetrics metrics, TimeProvider time, ILogger<IdentityDesk> logger)
    {
        (Options, _metrics, _time, _logger) = (options.Value, metrics, time, logger);
        _rule = new MappingRule(new Thresholds(Options.AutomaticScore, Options.ProposedScore, Options.Margin));
    }

    public IdentityOptions Options { get; }

    public MappingView View => _aliases.Mappings;

    /// <summary>Called once, before any partition runs.</summary>
    /// <param name="aliases">What feeds call our matches.</param>
    /// <param name="isKnown">Whether a match has a stream, as far as is known here.</param>
    /// <param name="bring">Brings work to the holder of the place; false when it will not be answered for.</param>
    public void Connect(
        AliasBook aliases, Func<string, bool> isKnown, Func<MappingWork, string, CancellationToken, ValueTask<bool>> bring)
    {
        (_aliases, _isKnown, _bring) = (aliases, isKnown, bring);
        _metrics.Observe(() => aliases.Mappings.OpenCount);
    }

    /// <summary>Has the names of fixtures decided on; false when the log does not answer for all of them.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits for it any more.</exception>
    public async ValueTask<bool> ClaimAsync(string feed, IEnumerable<ScoreEvent> events, CancellationToken cancellationToken)
    {
        var claims = new Dictionary<string, List<MappingRequest>>(StringComparer.Ordinal);
        foreach (var one in events)
        {
            if (one.Fixture is null || one.At is null || ClaimOf(feed, one) is not { } claim) continue;
            if (!claims.TryGetValue(claim.Sport, out var ofSport)) claims[claim.Sport] = ofSport = [];
            ofSport.Add(new MappingRequest { Claim = claim.Claim });
        }
        foreach (var (sport, ofSport) in claims)
        {
            foreach (var part in ofSport.Chunk(RequestsMax))
            {
                if (await AskAsync(sport, part, cancellationToken).ConfigureAwait(false) is null) return false;
            }
        }
        return true;
    }

    /// <summary>The holder's answers to requests; null when the log does not answer.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits for them any more.</exception>
    public async ValueTask<IReadOnlyList<MappingAnswer>?> AskAsync(
        string sport, IReadOnlyList<MappingRequest> requests, CancellationToken cancellationToken)
    {
        var work = new MappingWork(this, sport, requests);
        return await _bring(work, MappingPlace.IdOf(sport), cancellationToken).ConfigureAwait(false) ? work.Answers : null;
    }

    /// <summary>What becomes of a request; touches nothing.</summary>
    public MappingAnswer Decide(MappingBook book, string sport, MappingRequest request, double nowMs) => request.RequestCase switch
    {
        MappingRequest.RequestOneofCase.Claim => _rule.Claim(book, IndexOf(sport), sport, request.Claim, nowMs),
        MappingRequest.RequestOneofCase.None => new MappingAnswer { Code = MappingAnswer.Types.Code.Invalid, Detail = "request: unknown" },
        _ => DecisionRule.Decide(book, View.Table, request, nowMs),
    };

    /// <summary>A book has taken a note.</summary>
    public void Applied(MappingBook book, string sport, MappingNote note) => IndexOf(sport).Applied(book, note);

    /// <summary>The log has what was decided here.</summary>
    public void Report(string sport, MappingRequest request, MappingAnswer answer)
    {
        Learn(sport, answer);
        if (answer.Note is not { } note) return;
        if (request.Claim is null)
        {
            var decision = request.Confirm ?? request.Reject ?? request.Move;
            if (request.Reject is null) _metrics.Decided(answer.Name.How);
            else _metrics.Rejected();
            var how = request.Reject is null ? IdentityMetrics.WordOf(answer.Name.How) : "rejected";
            IdentityLog.Decided(_logger, decision.Actor, decision.Id, decision.Feed, how, decision.Match, decision.Reason);
            return;
        }
        foreach (var name in note.Names) ReportClaimed(name, answer.Name.NotedMs);
    }

    /// <summary>Takes an answer into what is known here.</summary>
    public void Learn(string sport, MappingAnswer answer)
    {
        if (answer.Note is { } note) View.Learn(sport, note);
        else if (answer.Name is { } name) View.Learn(sport, new MappingNote { Revision = name.Revision, Names = { name } });
    }

    private void ReportClaimed(MappedName name, double nowMs)
    {
        if (name.DecidedMs >= nowMs)
        {
            _metrics.Decided(name.How);
            if (name.Match != name.Id)
                IdentityLog.Mapped(_logger, name.Id, name.Feed, name.Match, IdentityMetrics.WordOf(name.How), name.Score, name.Reason);
        }
        var proposed = name.Proposals.Where(one => one.ProposedMs >= nowMs).ToList();
        _metrics.Proposed(proposed.Count);
        foreach (var proposal in proposed)
        {
            IdentityLog.Proposed(
                _logger, name.Id, name.Feed, proposal.Match, proposal.Score, proposal.Swapped, MappingRule.Why(proposal.Parts));
        }
    }

    /// <summary>What is to be asked about a fixture; null: nothing is new about it.</summary>
    private (string Sport, MappingClaim Claim)? ClaimOf(string feed, ScoreEvent one)
    {
        if (one.Match.Length is 0 or > IdLengthMax) return null;
        var known = View.Find(feed, one.Match);
        var sport = one.Fixture.Sport.Length > 0 ? one.Fixture.Sport : known?.Sport ?? "";
        if (!MappingPlace.IsSport(sport) || (known is not null && known.Value.Sport != sport)) return null;
        var claim = new MappingClaim
        {
            Feed = feed,
            Id = one.Match,
            Fixture = Brief(one.Fixture),
            AtMs = Instants.MsOf(one.At),
            Table = View.Table.Find(feed, one.Match) ?? "",
            Stated = _aliases.Stated(feed, one.Match) ?? "",
        };
        if (claim.Table.Length == 0 && claim.Stated.Length == 0 && !MatchId.IsValid(one.Match)) return null; // it is refused
        if (known?.Name is { } name && !IsNews(name, claim)) return null;
        if (known is null && claim.Table.Length == 0 && claim.Stated.Length == 0 && FactsOf.Read(claim.Fixture, 0) is null) return null;
        claim.IsKnown = _isKnown(one.Match);
        return (sport, claim);
    }

    private bool IsNews(MappedName name, MappingClaim claim)
    {
        if (claim.Table.Length > 0 && (claim.Table != name.Match || name.How != MappedName.Types.How.Table)) return true;
        if (claim.Stated.Length > 0 && name.How == MappedName.Types.How.Own) return true;
        if (name.Facts is { } newest && claim.AtMs < newest.AtMs) return false; // overtaken
        if (FactsOf.Read(claim.Fixture, name.Facts?.AtMs ?? 0, name.Facts) is { } facts && !facts.Equals(name.Facts)) return true;
        return _time.GetUtcNow().ToUnixTimeMilliseconds() - name.NotedMs > StatedAgainMs;
    }

    /// <summary>Crests and players tell no matches apart.</summary>
    private static Fixture Brief(Fixture fixture)
    {
        var brief = new Fixture { Round = fixture.Round, Competition = fixture.Competition, Start = fixture.Start, StartPrecision = fixture.StartPrecision };
        if (fixture.Home is { } home) brief.Home = new Participant { Id = home.Id, Name = home.Name, ShortName = home.ShortName };
        if (fixture.Away is { } away) brief.Away = new Participant { Id = away.Id, Name = away.Name, ShortName = away.ShortName };
        return brief;
    }

    private MappingIndex IndexOf(string sport) => _indices.GetOrAdd(sport, static name => new MappingIndex(SportTimes.Of(name)));
}
