using System.Xml.Linq;
using Fanout.Build;

namespace Build.Tests;

public sealed class TestTallyTests
{
    [Fact]
    public void Counts_every_case_of_nested_suites_and_not_the_sums_that_the_report_carries()
    {
        var report = XDocument.Parse(
            """
            <testsuites>
              <testsuite name="outer" tests="99" failures="98">
                <testcase name="passes"/>
                <testcase name="fails"><failure message="1 == 2"/></testcase>
                <testcase name="breaks"><error/></testcase>
                <testcase name="waits"><skipped/></testcase>
                <testsuite name="inner"><testcase name="passes too"/></testsuite>
              </testsuite>
              <testcase name="stands alone"/>
            </testsuites>
            """);

        Assert.Equal(new TestTally(Passed: 3, Failed: 2, Skipped: 1), TestTally.Count(report));
    }

    [Fact]
    public void Says_the_plain_line_that_others_read() =>
        Assert.Equal("12 passed, 3 failed, 4 skipped", (new TestTally(10, 1, 4) + new TestTally(2, 2, 0)).ToString());
}
