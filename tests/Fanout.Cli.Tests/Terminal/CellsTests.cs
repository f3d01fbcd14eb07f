using Fanout.Cli.Terminal;

namespace Fanout.Cli.Tests.Terminal;

public sealed class CellsTests
{
    [Theory]
    [InlineData("Reds", 6, "Reds  ")]
    [InlineData("Reds", 4, "Reds")]
    [InlineData("Wanderers", 4, "Wan…")]
    [InlineData("St. Gallen", 5, "St.… ")]
    [InlineData("浦和レッズ", 10, "浦和レッズ")]
    [InlineData("浦和レッズ", 6, "浦和… ")]
    [InlineData("⚽⚽", 3, "⚽…")]
    public void Text_is_filled_up_or_cut_to_its_cells(string text, int width, string expected) =>
        Assert.Equal(expected, Cells.Left(text, width));

    [Fact]
    public void The_middle_leans_left() => Assert.Equal(" 3–2  ", Cells.Centre("3–2", 6));
}
