using System.Globalization;
using Fanout.Ingest.Adapters.Csv;

namespace Fanout.Ingest.Adapters.ShuttleSet;

/// <summary>The rallies of one game, from the file of its strokes.</summary>
/// <param name="Number">From 1.</param>
/// <param name="FirstSecond">Of the video at the first stroke; <see langword="null"/>: not stated.</param>
internal sealed record ShuttleGame(int Number, string File, int? FirstSecond, IReadOnlyList<ShuttleRally> Rallies)
{
    private const int PointsMax = 99; // no system of scoring has so many

    /// <summary>Rallies of one game; twice as many as the longest has, and enough to say that a file is no game.</summary>
    private const int RallyCountMax = 1_000;

    public ReadProblem Problem(ProblemKind kind, ShuttleRally rally, string text) =>
        new(kind, File, string.Create(CultureInfo.InvariantCulture, $"line {rally.Line}"), text);

    /// <summary>Reads a file; what of it cannot be read is reported.</summary>
    public static ShuttleGame Read(CsvRows rows, int number, string file)
    {
        var rallies = new List<ShuttleRally>();
        var byNumber = new Dictionary<int, int>();
        int? firstSecond = null;
        while (rows.MoveNext())
        {
            var (rally, a, b) = (rows.Whole("rally"), rows.Whole("roundscore_A"), rows.Whole("roundscore_B"));
            if (rally is not { } known || a is not (>= 0 and <= PointsMax and var pointsA) || b is not (>= 0 and <= PointsMax and var pointsB))
            {
                rows.Report(
                    ProblemKind.Unreadable,
                    $"a stroke without a rally or a score (\"{rows.Text("rally")}\", \"{rows.Text("roundscore_A")}\", \"{rows.Text("roundscore_B")}\"); the row is left out");
                continue;
            }

            var second = SecondOf(rows.Text("time"));
            firstSecond ??= second;
            if (!byNumber.TryGetValue(known, out var index))
            {
                if (rallies.Count == RallyCountMax)
                {
                    rows.Report(ProblemKind.Unreadable, $"more than {RallyCountMax} rallies; the rest is left out");
                    break;
                }

                byNumber.Add(known, index = rallies.Count);
                rallies.Add(new ShuttleRally(known, pointsA, pointsB, PlayerOf(rows.Text("player")), "", "", 0, null, rows.Line));
            }

            rallies[index] = Extend(rallies[index], rows, pointsA, pointsB, second);
        }

        return new ShuttleGame(number, file, firstSecond, rallies);
    }

    /// <summary>The score after a rally stands on each of its strokes; the last one is taken.</summary>
    private static ShuttleRally Extend(ShuttleRally rally, CsvRows rows, int a, int b, int? second)
    {
        if ((rally.A, rally.B) != (a, b))
            rows.Report(ProblemKind.Contradiction, $"rally {rally.Number} ends at {rally.A}:{rally.B} by an earlier stroke and at {a}:{b} by this one, which was followed");
        var mark = PlayerOf(rows.Text("getpoint_player"));
        var reason = rows.Text("win_reason");
        return rally with
        {
            A = a,
            B = b,
            Mark = mark.Length > 0 ? mark : rally.Mark,
            Reason = reason.Length > 0 ? reason : rally.Reason,
            Strokes = rally.Strokes + 1,
            Second = second ?? rally.Second,
            Line = rows.Line,
        };
    }

    private static string PlayerOf(string text) => text is "A" or "B" ? text : "";

    // 0:07:39 or 00:07:39.
    private static int? SecondOf(string text)
    {
        var parts = text.Split(':');
        if (parts.Length is < 2 or > 3) return null;
        var second = 0;
        foreach (var part in parts)
        {
            if (!int.TryParse(part.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 59) return null;
            second = (second * 60) + number;
        }

        return second;
    }
}
