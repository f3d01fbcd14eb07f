using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising.Rules;

/// <summary>Numbers that only rise, and fell by more than was taken back.</summary>
internal static class Falls
{
    public static IEnumerable<Surprise> Of(string field, Pair? was, Pair? now, Pair excused)
    {
        if (was is null) yield break;
        now ??= new Pair();
        if (was.Home - now.Home <= excused.Home && was.Away - now.Away <= excused.Away) yield break;
        yield return new Surprise(field, Surprise.Show(was), Surprise.Show(now));
    }

    /// <param name="field">The list.</param>
    /// <param name="before">Before; null: not there.</param>
    /// <param name="after">After; null: not there.</param>
    /// <param name="numbers">The two numbers of an element.</param>
    /// <param name="excused">By how much those of an element may fall.</param>
    public static IEnumerable<Surprise> OfEach<T>(
        string field, IReadOnlyList<T>? before, IReadOnlyList<T>? after, Func<T, Pair> numbers, Func<T, Pair> excused)
    {
        for (var i = 0; i < (before?.Count ?? 0); i++)
        {
            var now = i < (after?.Count ?? 0) ? numbers(after![i]) : new Pair();
            foreach (var fall in Of($"{field}[{i}]", numbers(before![i]), now, excused(before[i]))) yield return fall;
        }
    }
}
