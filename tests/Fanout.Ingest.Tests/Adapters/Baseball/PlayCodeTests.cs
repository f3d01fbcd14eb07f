using CsCheck;
using Fanout.Ingest.Adapters.Baseball;

namespace Fanout.Ingest.Tests.Adapters.Baseball;

/// <summary>The notation of single plays, as its public description has them.</summary>
public sealed class PlayCodeTests
{
    // Moves are written from-to, those of who is out with an x: B is the batter, H is home.
    [Theory]
    [InlineData("8/F78", "Out", "Bx1")]
    [InlineData("63/G6M", "Out", "Bx1")]
    [InlineData("54(1)/FO/G5", "Out", "1x2 B-1")]
    [InlineData("64(1)3/GDP", "Out", "1x2 Bx1")]
    [InlineData("8(B)84(2)/LDP", "Out", "2x3 Bx1")]
    [InlineData("1(B)16(2)63(1)/LTP/L1", "Out", "2x3 1x2 Bx1")]
    [InlineData("6E3/G", "Error", "B-1")]
    [InlineData("54(1)E4/G5", "Out", "1x2 B-1")]
    [InlineData("3(1)E6/G", "Out", "1x2 B-1")]
    [InlineData("99", "Out", "Bx1")]
    [InlineData("S7.3-H;1-3", "Single", "3-H 1-3 B-1")]
    [InlineData("S9/L9S.2-H;1XH(9E4)", "Single", "2-H 1-H B-1")]
    [InlineData("D9/L.BX3(936)", "Double", "Bx3")]
    [InlineData("DGR/L9LS.2-H", "Double", "2-H B-2")]
    [InlineData("T8/F8", "Triple", "B-3")]
    [InlineData("HR/7.2-H;1-H", "HomeRun", "2-H 1-H B-H")]
    [InlineData("H9/F9LS.3-H", "HomeRun", "3-H B-H")]
    [InlineData("K", "Strikeout", "Bx1")]
    [InlineData("K23", "Strikeout", "Bx1")]
    [InlineData("K+WP.B-1", "Strikeout", "B-1")]
    [InlineData("K+PB.BX1(23)", "Strikeout", "Bx1")]
    [InlineData("K+SB2", "Strikeout", "1-2 Bx1")]
    [InlineData("K+CS2(26)/DP", "Strikeout", "1x2 Bx1")]
    [InlineData("KE2.B-1", "Strikeout", "B-1")]
    [InlineData("W.1-2", "Walk", "1-2 B-1")]
    [InlineData("IW+SB3;SB2", "Walk", "2-3 1-2 B-1")]
    [InlineData("W+PO1(13)", "Walk", "1x1 B-1")]
    [InlineData("HP.1-2", "HitByPitch", "1-2 B-1")]
    [InlineData("C/E2.1-2", "Interference", "1-2 B-1")]
    [InlineData("E5/G.3-H(UR)", "Error", "3-H B-1")]
    [InlineData("FC5/G5.2X3(54)", "FieldersChoice", "2x3 B-1")]
    [InlineData("FLE5/P5F", "FoulError", "")]
    [InlineData("SB2", "StolenBase", "1-2")]
    [InlineData("SBH;SB2", "StolenBase", "3-H 1-2")]
    [InlineData("SB2.1-3(E2/TH)", "StolenBase", "1-3")]
    [InlineData("CS2(24)", "CaughtStealing", "1x2")]
    [InlineData("CS3(2E5)", "CaughtStealing", "2-3")]
    [InlineData("CSH(12)", "CaughtStealing", "3xH")]
    [InlineData("POCS2(1361)", "CaughtStealing", "1x2")]
    [InlineData("POCS2(13E6).1-3", "CaughtStealing", "1-3")]
    [InlineData("PO1(13)", "Pickoff", "1x1")]
    [InlineData("PO2(E1/TH)", "Pickoff", "")]
    [InlineData("PO1(E1).1-2", "Pickoff", "1-2")]
    [InlineData("WP.3-H;1-2", "WildPitch", "3-H 1-2")]
    [InlineData("PB.2-3", "PassedBall", "2-3")]
    [InlineData("BK.1-2", "Balk", "1-2")]
    [InlineData("DI.1-2", "Indifference", "1-2")]
    [InlineData("OA.2X3(25)", "OtherAdvance", "2x3")]
    [InlineData("NP", "NoPlay", "")]
    [InlineData("S9/G+.3-H;2-H;BX2(7E4)(5)", "Single", "3-H 2-H Bx2")]
    [InlineData("FC1.3XH(UR)(1E2)", "FieldersChoice", "3-H B-1")]
    [InlineData("S8/L8.1XH(8E2/TH)(NR)", "Single", "1-H B-1")]
    [InlineData("s7#!/l.1-2?", "Single", "B-1")]
    public void Moves_batter_and_runners(string text, string kind, string moves)
    {
        var play = PlayCode.Read(text);
        Assert.Equal((kind, moves), (play.Kind.ToString(), Show(play)));
    }

    [Theory]
    [InlineData("6E3/G.1-2", 1)]
    [InlineData("S7/L.1-3(E7/TH);B-2", 1)]
    [InlineData("C/E2.B-1(E2)", 1)]
    [InlineData("FLE5", 1)]
    [InlineData("E4/TH.1-3(E9)", 2)]
    [InlineData("8/F/UREV", 0)]
    [InlineData("PO1(E1).1-2", 1)]
    public void Counts_errors(string text, int errors) => Assert.Equal(errors, PlayCode.Read(text).Errors);

    [Theory]
    [InlineData("8/SF/F8.3-H", true)]
    [InlineData("13/SH/BG.1-2", true)]
    [InlineData("8/F8", false)]
    public void Knows_a_sacrifice(string text, bool isSacrifice) => Assert.Equal(isSacrifice, PlayCode.Read(text).IsSacrifice);

    [Theory]
    [InlineData("XYZ.3-H", "\"XYZ\"", "3-H")]
    [InlineData("S7.3-H;1+2", "\"1+2\"", "3-H B-1")]
    [InlineData("64(7)/GDP", "\"64(7)\"", "B-1")]
    [InlineData("SB5.2-3", "\"SB5\"", "2-3")]
    [InlineData("", "\"\"", "")]
    public void Says_what_it_does_not_understand_and_takes_the_rest(string text, string wrong, string moves)
    {
        var play = PlayCode.Read(text);
        Assert.Equal((wrong, moves), (play.Wrong, Show(play)));
    }

    [Fact]
    public void Reads_any_text_without_a_fault()
    {
        const string signs = "SDTHRWKEBCFPOIXLNGUV0123456789().;/+-#! ";
        Gen.String[Gen.Int[0, signs.Length - 1].Select(index => signs[index]), 0, 24].Sample(text =>
        {
            var play = PlayCode.Read(text);
            Assert.All(play.Moves, static move => Assert.True(move.From is >= 0 and <= 3 && move.To is >= 1 and <= 4));
        });
    }

    private static string Show(PlayCode play) => string.Join(' ', play.Moves.Select(static move =>
        $"{"B123"[move.From]}{(move.Out ? 'x' : '-')}{"B123H"[move.To]}"));
}
