using System.Globalization;

namespace Fanout.Ingest.Adapters.Documents;

/// <summary>
/// Names for the goals of one match that stay the same from document to document. The provider's own where it has any; otherwise a number,
/// by which a goal is known again although its minute, its scorer or its side was corrected.
/// </summary>
internal sealed class GoalNames(string match)
{
    // What may have been corrected in a goal, the likeliest last: each is asked of the goals that no earlier one knew again.
    private static readonly Func<DocumentGoal, DocumentGoal, bool>[] Likenesses =
    [
        static (one, other) => one == other,
        static (one, other) => one.Home == other.Home && (one.Minute, one.Added) == (other.Minute, other.Added),
        static (one, other) => one.Home == other.Home && one.Player.Length > 0 && one.Player == other.Player,
        static (one, other) => one.Player.Length > 0 && one.Player == other.Player && one.Minute == other.Minute,
    ];

    private List<(string Name, DocumentGoal Goal)> _known = [];
    private int _count;

    /// <summary>The ids of the incidents of these goals, in their order; remembers them.</summary>
    public IReadOnlyList<string> Of(IReadOnlyList<DocumentGoal> goals)
    {
        var names = new string?[goals.Count];
        var taken = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            if (goals[i].Key is { } key && taken.Add(NameOf(key))) names[i] = NameOf(key);
        }

        foreach (var likeness in Likenesses) Recognise(goals, names, taken, likeness);
        for (var i = 0; i < names.Length; i++) names[i] ??= NewName(taken);
        _known = [.. names.Zip(goals, static (name, goal) => (name!, goal))];
        return names!;
    }

    private void Recognise(
        IReadOnlyList<DocumentGoal> goals, string?[] names, HashSet<string> taken, Func<DocumentGoal, DocumentGoal, bool> likeness)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (names[i] is not null) continue;
            var found = _known.Find(known => !taken.Contains(known.Name) && known.Goal.Key is null && likeness(known.Goal, goals[i]));
            if (found.Name is not null && taken.Add(found.Name)) names[i] = found.Name;
        }
    }

    private string NewName(HashSet<string> taken)
    {
        string name;
        do name = NameOf((++_count).ToString(CultureInfo.InvariantCulture));
        while (!taken.Add(name));
        return name;
    }

    private string NameOf(string key) => $"{match}:goal-{key}";
}
