using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Identity.Mapping;

/// <summary>Requests to the mapping of a sport, done one after another by the holder of its place.</summary>
/// <param name="desk">Decides, and learns what the log has.</param>
/// <param name="sport">The sport.</param>
/// <param name="requests">The requests.</param>
internal sealed class MappingJob(IdentityDesk desk, string sport, IReadOnlyList<MappingRequest> requests) : PartitionJob
{
    private readonly string _place = MappingPlace.IdOf(sport);
    private readonly List<MappingAnswer> _answers = [];
    private int _committed;

    /// <summary>Of all requests, in their order, once it is done.</summary>
    public IReadOnlyList<MappingAnswer> Answers => _answers;

    public override bool Step(PartitionTurn turn)
    {
        if (_answers.Count == requests.Count) return false;
        var request = requests[_answers.Count];
        var book = turn.Table.Find(_place)?.Mapping ?? new MappingBook();
        var answer = desk.Decide(book, sport, request, turn.NowMs);
        if (answer.Note is { } note)
        {
            turn.Issue(EntryOf(request, note, turn.NowMs));
            desk.Applied(turn.Table.Find(_place)!.Mapping!, sport, note);
        }
        _answers.Add(answer);
        return true;
    }

    public override void Commit()
    {
        for (; _committed < _answers.Count; _committed++) desk.Report(sport, requests[_committed], _answers[_committed]);
        if (_committed == requests.Count) Complete();
    }

    public override void Rollback() => _answers.RemoveRange(_committed, _answers.Count - _committed);

    private MatchEntry EntryOf(MappingRequest request, MappingNote note, double nowMs)
    {
        var change = new LoggedChange
        {
            Kind = EntryKind.Types.Value.System,
            StateHash = Match.Empty.Hash,
            Cause = new Cause { Feed = request.Claim?.Feed ?? "", ReceivedMs = nowMs },
        };
        return new MatchEntry(_place, change, new WriterChange { Mapping = note }, Match.Empty);
    }
}
