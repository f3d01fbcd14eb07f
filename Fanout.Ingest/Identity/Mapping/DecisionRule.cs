using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Identity.Tables;
using Fanout.Ingest.Normalising;
using Code = Fanout.Ingest.Forwarding.MappingAnswer.Types.Code;
using How = Fanout.Ingest.Normalising.MappedName.Types.How;

namespace Fanout.Ingest.Identity.Mapping;

/// <summary>What people decide about names: confirms, rejects and moves. Touches nothing. The same decision again is done already.</summary>
internal static class DecisionRule
{
    /// <summary>
    /// What becomes of a decision; refused where the operator's table says otherwise, and would undo it at once, and where its
    /// effect is not the one that somebody was shown.
    /// </summary>
    public static MappingAnswer Decide(MappingBook book, MappingTable table, MappingRequest request, double nowMs)
    {
        var (decision, answer) = request.RequestCase switch
        {
            MappingRequest.RequestOneofCase.Confirm => (request.Confirm, Confirm(book, request.Confirm, nowMs)),
            MappingRequest.RequestOneofCase.Reject => (request.Reject, Reject(book, request.Reject, nowMs)),
            _ => (request.Move, Move(book, request.Move, nowMs)),
        };
        if (FindTabled(book, table, answer.Note) is { } tabled)
        {
            return Refuse(
                Code.Conflict, book.Find(decision.Feed, decision.Id),
                $"the operator's table (Identity:Table) gives {Called(tabled)} to {table.Find(tabled.Feed, tabled.Id)}, and has the last word: change it there");
        }
        return decision.Effect.Length == 0 || answer.Note is null || Effect.Of(book, answer.Note) == decision.Effect
            ? answer
            : Refuse(Code.Conflict, book.Find(decision.Feed, decision.Id), "its effect is not the one that was shown: look again");
    }

    /// <summary>A name is of this match, with all that is taken for the name's own match by now.</summary>
    private static MappingAnswer Confirm(MappingBook book, MappingDecision decision, double nowMs)
    {
        if (Find(book, ref decision, out var name) is { } fault) return fault;
        if (name.Match == decision.Match) return Done(name);
        if (name.Match != name.Id)
            return Refuse(Code.Conflict, name, $"{Called(name)} is mapped to {name.Match}: move it");
        if (book.NamesOf(decision.Match).Count == 0)
            return Refuse(Code.NotFound, name, $"no feed has named a match {decision.Match}");
        if (name.Proposals.Any(one => one.Match == decision.Match && one.Swapped))
        {
            return Refuse(
                Code.Conflict, name,
                $"{Called(name)} has the sides of {decision.Match} the other way round, and its scores would count for the wrong ones");
        }
        return Take(book, decision, [.. book.NamesOf(name.Id)], name, decision.Match, How.Confirmed, nowMs);
    }

    /// <summary>A name is not of this match; that is never proposed again.</summary>
    private static MappingAnswer Reject(MappingBook book, MappingDecision decision, double nowMs)
    {
        if (Find(book, ref decision, out var name) is { } fault) return fault;
        if (decision.Match == name.Id) return Refuse(Code.Invalid, name, $"match: {name.Id} is the name itself");
        if (name.Match == decision.Match)
            return Refuse(Code.Conflict, name, $"{Called(name)} is mapped to {name.Match}: move it, to itself for a match of its own");
        if (name.Rejected.Contains(decision.Match)) return Done(name);
        if (name.Proposals.All(one => one.Match != decision.Match) && book.NamesOf(decision.Match).Count == 0)
            return Refuse(Code.NotFound, name, $"{decision.Match} is not proposed for {Called(name)}, and no feed has named it");
        var now = name.Clone();
        Bar(now, decision.Match);
        (now.Actor, now.Reason, now.DecidedMs) = (decision.Actor, decision.Reason, nowMs);
        return Done(now, Note(book, [now]));
    }

    /// <summary>Takes a name from the match that it was mapped to, and gives it to another, or makes it one of its own.</summary>
    private static MappingAnswer Move(MappingBook book, MappingDecision decision, double nowMs)
    {
        if (Find(book, ref decision, out var name) is { } fault) return fault;
        if (name.Match == decision.Match) return Done(name);
        if (decision.Match != name.Id && book.NamesOf(decision.Match).Count == 0)
            return Refuse(Code.NotFound, name, $"no feed has named a match {decision.Match}");
        // One id means one match, whichever feed says it.
        var names = book.Called(name.Id).Where(other => other.Match == name.Match).ToList();
        return Take(book, decision, names, name, decision.Match, How.Moved, nowMs);
    }

    private static MappingAnswer Take(
        MappingBook book, MappingDecision decision, List<MappedName> names, MappedName asked, string match, How how, double nowMs)
    {
        foreach (var other in book.NamesOf(match))
        {
            if (names.FirstOrDefault(name => name.Feed == other.Feed && name.Id != other.Id) is { } second && other.Match != asked.Match)
                return Refuse(Code.Conflict, asked, $"feed {second.Feed} calls {match} {other.Id} already, and cannot call it {second.Id} as well");
        }
        var note = new MappingNote();
        foreach (var name in names)
        {
            var now = name.Clone();
            MappingRule.Set(now, match, how, nowMs);
            (now.Actor, now.Reason) = (decision.Actor, decision.Reason);
            now.Rejected.Remove(match);
            if (how == How.Moved)
            {
                if (name.Match != name.Id) Bar(now, name.Match);
                TeamLinks.Forget(book, note, name);
            }
            MappingRule.Learn(book, note, now);
            note.Names.Add(now);
        }
        // What was proposed to be of the match that is no more, may be of the other.
        foreach (var other in book.Names.Where(other => other.Proposals.Any(one => one.Match == asked.Match)))
        {
            if (how == How.Moved || note.Names.Any(now => now.Feed == other.Feed && now.Id == other.Id)) continue;
            var now = other.Clone();
            foreach (var proposal in now.Proposals.Where(one => one.Match == asked.Match).ToList())
            {
                if (match == now.Match || now.Proposals.Any(one => one.Match == match)) now.Proposals.Remove(proposal);
                else proposal.Match = match;
            }
            note.Names.Add(now);
        }
        return Done(note.Names.First(now => now.Feed == asked.Feed && now.Id == asked.Id), Note(book, [.. note.Names], note.Teams));
    }

    /// <summary>A name that a note gives to another match than the table does; null: none.</summary>
    private static MappedName? FindTabled(MappingBook book, MappingTable table, MappingNote? note) =>
        note?.Names.FirstOrDefault(now => table.Find(now.Feed, now.Id) is { } match
            && match != now.Match && book.Find(now.Feed, now.Id)?.Match != now.Match);

    private static MappingNote Note(MappingBook book, IReadOnlyList<MappedName> names, IEnumerable<TeamLink>? teams = null)
    {
        var note = new MappingNote { Revision = book.Revision + 1, Names = { names }, Teams = { teams ?? [] } };
        foreach (var name in note.Names) name.Revision = note.Revision;
        return note;
    }

    private static void Bar(MappedName name, string match)
    {
        if (!name.Rejected.Contains(match)) name.Rejected.Add(match);
        if (name.Proposals.FirstOrDefault(one => one.Match == match) is { } proposal) name.Proposals.Remove(proposal);
    }

    /// <summary>The match that is meant: an id that is mapped by now means what it is mapped to.</summary>
    public static string Meant(MappingBook book, MappingDecision decision) =>
        decision.Match != decision.Id && book.NamesOf(decision.Match).Count == 0 && book.Called(decision.Match) is [var called, ..]
            ? called.Match
            : decision.Match;

    /// <summary>Finds the name, and the match that is meant.</summary>
    private static MappingAnswer? Find(MappingBook book, ref MappingDecision decision, out MappedName name)
    {
        name = book.Find(decision.Feed, decision.Id)!;
        if (Meant(book, decision) is var meant && meant != decision.Match)
            decision = new MappingDecision(decision) { Match = meant };
        return name is null
            ? Refuse(Code.NotFound, null, $"feed {decision.Feed} has named no match {decision.Id}")
            : null;
    }

    private static string Called(MappedName name) => $"{name.Id} of feed {name.Feed}";

    private static MappingAnswer Done(MappedName name, MappingNote? note = null) => new() { Code = Code.Done, Name = name, Note = note };

    private static MappingAnswer Refuse(Code code, MappedName? name, string detail) => new() { Code = code, Name = name, Detail = detail };
}
