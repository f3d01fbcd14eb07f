namespace Fanout.Log;

/// <summary>Brings the log's answers into the book and to those who wait for them.</summary>
internal sealed class Settling(IssueBook book, Lock gate)
{
    /// <summary>The log has the entry as issued.</summary>
    public void Taken(IssuedEntry issued, EntryPlace place)
    {
        lock (gate)
            book.Confirm(issued, place);
        issued.Answer(new AppendResult(AppendResultKind.Appended, place));
    }

    /// <summary>The log refused the entry.</summary>
    /// <returns>
    /// <see cref="TenureEnd.None"/>: the writer can go on without it; <see langword="null"/>: lease or run are in doubt
    /// and the partition must be reopened; otherwise why the tenure is over. </returns>
    public TenureEnd? Refused(IssuedEntry issued, EntryAnswer answer)
    {
        if (answer.Outcome is AppendOutcome.Unsealed or AppendOutcome.Fenced)
            return null;
        if (answer.Outcome == AppendOutcome.Conflict && answer.Conflict != ConflictReason.KeyReused)
            return TenureEnd.Diverged;

        bool wasLast;
        lock (gate)
            wasLast = book.TryTakeBack(issued);
        AppendResultKind kind = answer.Outcome == AppendOutcome.Duplicate
            ? AppendResultKind.Duplicate
            : AppendResultKind.KeyReused;
        issued.Answer(new AppendResult(kind, answer.Place));
        return wasLast ? TenureEnd.None : TenureEnd.ChainBroken;
    }
}
