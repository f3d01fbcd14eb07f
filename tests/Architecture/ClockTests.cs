using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>How long something has run outgrows 32 bits: milliseconds in 50 days.</summary>
public sealed partial class ClockTests
{
    /// <summary>
    /// A fraction that does not fit an integer stays at the greatest there is (.NET 9 and later, on every processor), so that a
    /// clock made of it stands still; of a whole number the lower bits are taken, which go on.
    /// </summary>
    [GeneratedRegex(@"\((?:u?int|u?short|s?byte)\)\s*\(?[\w.]*GetElapsedTime\(")]
    private static partial Regex CutFraction { get; }

    [Theory]
    [InlineData("(uint)_time.GetElapsedTime(_startedAt).TotalMilliseconds", true)]
    [InlineData("(int)(TimeProvider.System.GetElapsedTime(began).TotalSeconds * 2)", true)]
    [InlineData("(uint)(long)_time.GetElapsedTime(_startedAt).TotalMilliseconds", false)]
    [InlineData("(long)time.GetElapsedTime(began).TotalMilliseconds", false)]
    public void A_clock_that_would_stand_still_is_found(string source, bool isFound) =>
        Assert.Equal(isFound, CutFraction.IsMatch(source));

    [Fact]
    public void Elapsed_time_becomes_a_whole_number_before_it_is_cut_to_32_bits() =>
        Rule.Holds(
            from file in SourceTree.Files(".cs")
            where !file.EndsWith("/ClockTests.cs", StringComparison.Ordinal)
            from found in CutFraction.Matches(SourceTree.Read(file))
            select $"{file}: {found.Value} needs a (long) between");
}
