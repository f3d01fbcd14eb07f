using Fanout.Ingest.Adapters.Xml;

namespace Fanout.Ingest.Tests.Adapters.Xml;

public sealed class XmlItemsTests
{
    [Fact]
    public void Gives_the_elements_of_its_names_wherever_they_stand_with_their_lines()
    {
        using var items = Open("<r a='1'>\n<x n='1'><y>text</y></x><z><x n='2'/></z>\n<x n='3'>t<![CDATA[<u>]]></x></r>");
        Assert.Equal([("1", "line 2"), ("2", "line 2"), ("3", "line 3")], Read(items));
        Assert.Equal("1", items.Root!.AttributeText("a"));
        Assert.Null(items.Failure);
    }

    [Fact]
    public void Knows_elements_by_their_local_names()
    {
        using var items = Open("<s:r xmlns:s='urn:s' xmlns='urn:t'><x s:n='1' m='2'><s:y>3</s:y></x></s:r>");
        Assert.True(items.MoveNext());
        Assert.Equal(("1", "2", "3"), (items.Current!.AttributeText("n"), items.Current!.AttributeText("m"), items.Current!.Text("Y")));
    }

    [Theory]
    [InlineData("<r><x n='1'/><x n='2'>")]
    [InlineData("<r><x n='1'/><x n='2'><y></x></r>")]
    [InlineData("<r><x n='1'/><x n=2/></r>")]
    [InlineData("<r><x n='1'/>&unknown;<x n='2'/></r>")]
    public void Gives_what_stands_before_the_place_where_it_stops_being_xml(string xml)
    {
        using var items = Open(xml);
        Assert.Equal([("1", "line 1")], Read(items));
        Assert.StartsWith("line 1, column ", items.Failure!.Value.Place, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<y><z/></y>", "", XmlItems.ItemElementsMax / 2)]
    [InlineData("<y>", "</y>", XmlItems.ItemDepthMax + 1)]
    [InlineData("<y>", "</y>", 100_000)]
    public void Passes_over_an_item_that_is_too_large_or_too_deep_and_goes_on(string before, string after, int count)
    {
        var large = string.Concat(Enumerable.Repeat(before, count)) + string.Concat(Enumerable.Repeat(after, count));
        using var items = Open($"<r><x n='1'/><x n='2'>{large}</x><x n='3'/></r>");
        Assert.Equal([("1", "line 1"), (null, "line 1"), ("3", "line 1")], Read(items));
    }

    [Theory]
    [InlineData("<!DOCTYPE r SYSTEM 'file:///etc/passwd'><r><x n='1'/></r>")]
    [InlineData("<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]><r><x n='1'>&b;</x></r>")]
    public void Takes_no_document_type(string xml)
    {
        using var items = Open(xml);
        Assert.Empty(Read(items));
        Assert.NotNull(items.Failure);
    }

    private static XmlItems Open(string xml) => new(SafeXml.Open(xml), "x");

    private static List<(string? Name, string Place)> Read(XmlItems items)
    {
        var read = new List<(string?, string)>();
        while (items.MoveNext()) read.Add((items.Current?.AttributeText("n"), items.Place));
        return read;
    }
}
