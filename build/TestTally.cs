using System.Xml.Linq;

namespace Fanout.Build;

/// <summary>How many tests passed, failed and were skipped.</summary>
internal readonly record struct TestTally(int Passed, int Failed, int Skipped)
{
    public static TestTally operator +(TestTally a, TestTally b) =>
        new(a.Passed + b.Passed, a.Failed + b.Failed, a.Skipped + b.Skipped);

    /// <summary>Counts the cases of a JUnit report, the one format that both xunit and Vitest write.</summary>
    /// <remarks>Cases, not the sums that a report carries: what a sum takes in differs from runner to runner.</remarks>
    public static TestTally Count(XDocument report)
    {
        var tally = default(TestTally);
        foreach (var testCase in report.Descendants("testcase"))
        {
            var failed = testCase.Element("failure") is not null || testCase.Element("error") is not null;
            var skipped = testCase.Element("skipped") is not null;
            tally += failed ? new(0, 1, 0) : skipped ? new(0, 0, 1) : new(1, 0, 0);
        }

        return tally;
    }

    /// <summary>The plain line that <c>test</c> ends with; others read it, so it keeps its form.</summary>
    public override string ToString() => $"{Passed} passed, {Failed} failed, {Skipped} skipped";
}
