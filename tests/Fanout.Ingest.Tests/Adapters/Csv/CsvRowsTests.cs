using System.Text;
using CsCheck;
using Fanout.Ingest.Adapters;
using Fanout.Ingest.Adapters.Csv;

namespace Fanout.Ingest.Tests.Adapters.Csv;

public sealed class CsvRowsTests
{
    private readonly List<ReadProblem> _problems = [];

    [Theory]
    [InlineData("a,b\n1,x\n2,y\n")]
    [InlineData("\uFEFFa,b\r\n1,x\r\n\r\n2,y")]
    [InlineData("\n\nb;a\nx;1\ny;2")]
    [InlineData("a\tb\n1\t x \n2\t\"y\"")]
    [InlineData("A,B,\n1,x,\n2,y,")]
    public void Reads_cells_by_the_name_of_their_column(string text)
    {
        Assert.Equal([(1, "x"), (2, "y")], Read(text));
        Assert.Empty(_problems);
    }

    [Fact]
    public void Undoes_quotes() => Assert.Equal([(1, "x, \"y\"")], Read("a,b\n1,\"x, \"\"y\"\"\""));

    [Theory]
    [InlineData("a,b\n1,x\n2", "line 3")]
    [InlineData("a,b\n3\n1,x\n", "line 2")]
    [InlineData("\na,b\n\n1,x\n\n2", "line 6")]
    [InlineData("a,b\n1,x\n2,y,z\n", "line 3")]
    public void Leaves_out_a_row_with_missing_or_surplus_cells_and_says_where(string text, string place)
    {
        Assert.Equal([(1, "x")], Read(text));
        var problem = Assert.Single(_problems);
        Assert.Equal((ProblemKind.Unreadable, place), (problem.Kind, problem.Place));
    }

    [Fact]
    public void Keeps_a_quote_that_is_not_closed_within_its_line()
    {
        Assert.Equal([(1, "x"), (2, "y")], Read("a,b\n1,\"x\n2,y\n"));
        Assert.Equal("line 2", Assert.Single(_problems).Place);
    }

    [Fact]
    public void Leaves_out_a_line_that_is_too_long()
    {
        var text = $"a,b\n1,{new string('x', CsvLines.LineLengthMax)}\n2,y\n";
        Assert.Equal([(2, "y")], Read(text));
        Assert.Equal("line 2", Assert.Single(_problems).Place);
    }

    [Fact]
    public void Reads_bytes_that_are_not_utf8_as_windows_1252_and_says_so()
    {
        byte[] bytes = [.. "a,b\n1,Su"u8, 0xE1, .. "rez "u8, 0x96, .. " Muguruza\n2,Mariño\n"u8];
        Assert.Equal([(1, "Suárez – Muguruza"), (2, "Mariño")], Read(bytes));
        Assert.Equal(ProblemKind.Assumption, Assert.Single(_problems).Kind);
    }

    [Fact]
    public void Reads_utf16_by_its_mark()
    {
        Assert.Equal([(1, "ñ")], Read([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("a,b\n1,ñ\n")]));
        Assert.Empty(_problems);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("7.0", 7)]
    [InlineData("0X", null)]
    [InlineData("", null)]
    [InlineData("1e99", null)]
    [InlineData("NaN", null)]
    public void Takes_whole_numbers_only(string cell, int? number)
    {
        using var rows = CsvRows.TryOpen(FeedFile.OfBytes("f", Encoding.UTF8.GetBytes($"a,b\n{cell},x\n")), _problems.Add)!;
        Assert.True(rows.MoveNext());
        Assert.Equal(number, rows.Whole("a"));
        Assert.Equal("", rows.Text("c"));
    }

    [Fact]
    public void Never_throws_whatever_the_bytes() => Gen.Byte.Array[0, 300].Sample(bytes => Read([.. "a,b\n"u8, .. bytes]));

    private List<(int?, string)> Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private List<(int?, string)> Read(byte[] bytes)
    {
        using var rows = CsvRows.TryOpen(FeedFile.OfBytes("f", bytes), _problems.Add)!;
        var read = new List<(int?, string)>();
        while (rows.MoveNext()) read.Add((rows.Whole("a"), rows.Text("b")));
        return read;
    }
}
