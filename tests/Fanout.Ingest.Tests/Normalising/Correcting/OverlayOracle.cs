using Fanout.Ingest.Normalising;
using Fanout.Ingest.Normalising.Correcting;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Normalising.Correcting;

/// <summary>What holds of a corrected match after any entry, said in another way than the overlay does it.</summary>
internal static class OverlayOracle
{
    /// <summary>Numbers that are counted from others where nobody states them.</summary>
    private static readonly string[] Derived = ["score", "score.periods", "score.basis", "football.yellowCards", "football.redCards"];

    public static void Check(MatchWork work)
    {
        var locked = (work.Corrections?.Locked ?? []).ToDictionary(static held => held.Field.Name, StringComparer.Ordinal);
        if (locked.Count == 0)
        {
            Assert.Same(work.State, work.Shown);
            return;
        }
        foreach (var name in MatchField.HeadNames)
        {
            var field = MatchField.Find(name)!;
            if (locked.TryGetValue(name, out var held)) Assert.True(IsSame(held.Lock.Value, field.PartOf(work.Shown)), $"{name} is not as it is locked");
            else if (!Derived.Contains(name)) Assert.True(IsSame(field.PartOf(work.State), field.PartOf(work.Shown)), $"{name} is not the feeds'");
        }
        var incidents = work.State.ToMessage().Incidents.ToDictionary(static one => one.Id, StringComparer.Ordinal);
        foreach (var held in locked.Values.Where(static held => held.Field.Incident is not null))
        {
            if (held.Incident is { } incident) incidents[held.Field.Incident!] = incident;
            else incidents.Remove(held.Field.Incident!);
        }
        Assert.Equal(incidents.Values.OrderBy(static one => one.Id, StringComparer.Ordinal), work.Shown.ToMessage().Incidents.OrderBy(static one => one.Id, StringComparer.Ordinal));
    }

    /// <summary>What is locked before and after an entry that no editor made is the same to readers, and no revision goes back.</summary>
    public static void CheckStep(Match before, IReadOnlyList<HeldField> locked, MatchWork after, MatchEntry entry)
    {
        foreach (var held in locked.Where(held => after.Corrections!.LockOf(held.Field.Name) is not null))
        {
            if (entry.Public.Kind != EntryKind.Types.Value.Correction)
                Assert.True(IsSame(held.Field.PartOf(before), held.Field.PartOf(after.Shown)), $"{held.Field.Name} changed though it is locked");
        }
        var known = before.ToMessage().Incidents.ToDictionary(static one => one.Id, StringComparer.Ordinal);
        foreach (var now in after.Shown.ToMessage().Incidents)
        {
            if (known.TryGetValue(now.Id, out var was) && !was.Equals(now)) Assert.True(now.Revision > was.Revision, $"revision of {now.Id}");
        }
    }

    /// <summary>Takes everything back, the newest first, and lets go of what cannot be taken back; then nothing is left of it.</summary>
    public static void Unwind(MatchTable table, string matchId, double atMs)
    {
        foreach (var id in (table.Find(matchId)!.Corrections?.All ?? []).Reverse().Select(static one => one.Id).ToList())
        {
            var work = table.Find(matchId)!;
            // Of a chain of undoing, what undoes is taken back too: only what corrected something is to go.
            if (work.Corrections!.Find(id) is not { Undoes: "", UndoneBy: "" } one || !one.Locks.Any(CorrectionBook.Holds)) continue;
            var undone = RandomEditor.Judge(work, RandomEditor.OrderOf(new CorrectionStep { Undo = id }), atMs);
            if (undone.Obstacle is null)
            {
                table.Apply(undone.Entry!);
                continue;
            }
            Assert.Equal(CorrectionRefusal.Released, undone.Obstacle.Reason);
            foreach (var field in one.Locks.Where(CorrectionBook.Holds).Select(static held => held.Field))
            {
                var released = RandomEditor.Judge(table.Find(matchId)!, RandomEditor.OrderOf(new CorrectionStep { Unlock = field }), atMs);
                Assert.True(released.Obstacle is null, $"{released.Obstacle}");
                table.Apply(released.Entry!);
            }
        }
        Assert.Empty(table.Find(matchId)!.Corrections?.Locked ?? []);
        Assert.Same(table.Find(matchId)!.State, table.Find(matchId)!.Shown);
    }

    private static bool IsSame(MatchState? one, MatchState other) =>
        Convert.ToHexString(Google.Protobuf.MessageExtensions.ToByteArray(one ?? new MatchState())) == Convert.ToHexString(Google.Protobuf.MessageExtensions.ToByteArray(other));
}
