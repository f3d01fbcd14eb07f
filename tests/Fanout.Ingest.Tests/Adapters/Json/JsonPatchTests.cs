using System.Text.Json.Nodes;
using CsCheck;
using Fanout.Ingest.Adapters.Json;

namespace Fanout.Ingest.Tests.Adapters.Json;

/// <summary>RFC 6902: the kinds of examples that its appendix has, and what must fail.</summary>
public sealed class JsonPatchTests
{
    [Theory]
    [InlineData("""{"a":1}""", """[{"op":"add","path":"/b","value":2}]""", """{"a":1,"b":2}""")]
    [InlineData("""{"a":1}""", """[{"op":"add","path":"/a","value":{"b":null}}]""", """{"a":{"b":null}}""")]
    [InlineData("""{"a":[1,3]}""", """[{"op":"add","path":"/a/1","value":2}]""", """{"a":[1,2,3]}""")]
    [InlineData("""{"a":[1,2]}""", """[{"op":"add","path":"/a/2","value":3},{"op":"add","path":"/a/-","value":[4]}]""", """{"a":[1,2,3,[4]]}""")]
    [InlineData("""{"a":[{"b":{}}]}""", """[{"op":"add","path":"/a/0/b/c","value":0}]""", """{"a":[{"b":{"c":0}}]}""")]
    [InlineData("""{"a":1}""", """[{"op":"add","path":"","value":[1]}]""", "[1]")]
    [InlineData("""{"a":1}""", """[{"op":"replace","path":"","value":null}]""", "null")]
    [InlineData("""{"a":1,"b":2}""", """[{"op":"remove","path":"/a"}]""", """{"b":2}""")]
    [InlineData("""{"a":[1,2,3]}""", """[{"op":"remove","path":"/a/1"}]""", """{"a":[1,3]}""")]
    [InlineData("""{"a":null}""", """[{"op":"replace","path":"/a","value":false}]""", """{"a":false}""")]
    [InlineData("""{"a":[1,2,3]}""", """[{"op":"replace","path":"/a/1","value":"x"}]""", """{"a":[1,"x",3]}""")]
    [InlineData("""{"a":{"b":1},"c":{}}""", """[{"op":"move","from":"/a/b","path":"/c/d"}]""", """{"a":{},"c":{"d":1}}""")]
    [InlineData("""{"a":[1,2,3]}""", """[{"op":"move","from":"/a/0","path":"/a/2"}]""", """{"a":[2,3,1]}""")]
    [InlineData("""{"a":[1,{"b":2}]}""", """[{"op":"copy","from":"/a/1","path":"/c"},{"op":"add","path":"/c/d","value":3}]""", """{"a":[1,{"b":2}],"c":{"b":2,"d":3}}""")]
    [InlineData("""{"a/b":1,"m~n":2,"":3}""", """[{"op":"replace","path":"/a~1b","value":4},{"op":"remove","path":"/m~0n"},{"op":"remove","path":"/"}]""", """{"a/b":4}""")]
    [InlineData("""{"~1":1}""", """[{"op":"test","path":"/~01","value":1}]""", """{"~1":1}""")]
    [InlineData("""{"a":{"b":[1,"x"]}}""", """[{"op":"test","path":"/a","value":{"b":[1.0,"x"]}}]""", """{"a":{"b":[1,"x"]}}""")]
    [InlineData("""{"a":1.50}""", """[{"op":"add","path":"/b","value":2.500,"more":1}]""", """{"a":1.50,"b":2.500}""")]
    public void Changes_the_document(string before, string patch, string after)
    {
        var document = JsonNode.Parse(before);
        Assert.Null(JsonPatch.TryApply(ref document, JsonNode.Parse(patch)!.AsArray()));
        Assert.Equal(after, document?.ToJsonString() ?? "null");
    }

    [Theory]
    [InlineData("""[{"op":"add","path":"/x/y","value":1}]""", "operation 0, add /x/y: no such place")]
    [InlineData("""[{"op":"add","path":"/b","value":1},{"op":"add","path":"/a/5","value":1}]""", "operation 1, add /a/5: no such place in a list of 2")]
    [InlineData("""[{"op":"add","path":"/a/01","value":1}]""", "no such place in a list")]
    [InlineData("""[{"op":"add","path":"/a/0/b","value":1}]""", "neither an object nor a list")]
    [InlineData("""[{"op":"add","path":"/a/x","value":1}]""", "no such place")]
    [InlineData("""[{"op":"add","path":"/b"}]""", "no value")]
    [InlineData("""[{"op":"replace","path":"/b","value":1}]""", "no such place")]
    [InlineData("""[{"op":"remove","path":"/a/-"}]""", "no such place")]
    [InlineData("""[{"op":"move","from":"/b","path":"/c"}]""", "no such place")]
    [InlineData("""[{"op":"move","from":"/a","path":"/a/0"}]""", "into itself")]
    [InlineData("""[{"op":"copy","path":"/c"}]""", "no from")]
    [InlineData("""[{"op":"test","path":"/a","value":[1]}]""", "another")]
    [InlineData("""[{"op":"swap","path":"/a"}]""", "no such operation")]
    [InlineData("""[{"op":"remove","path":"a"}]""", "no path")]
    [InlineData("""[7]""", "operation 0 is no object")]
    public void Says_what_it_cannot_do(string patch, string why)
    {
        var document = JsonNode.Parse("""{"a":[1,2]}""");
        Assert.Contains(why, JsonPatch.TryApply(ref document, JsonNode.Parse(patch)!.AsArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void Leaves_the_patch_as_it_is_and_can_apply_it_again()
    {
        var patch = JsonNode.Parse("""[{"op":"add","path":"/a/-","value":{"b":1}}]""")!.AsArray();
        var document = JsonNode.Parse("""{"a":[]}""");
        Assert.Null(JsonPatch.TryApply(ref document, patch));
        Assert.Null(JsonPatch.TryApply(ref document, patch));
        Assert.Equal("""{"a":[{"b":1},{"b":1}]}""", document!.ToJsonString());
    }

    [Fact]
    public void Answers_to_any_operation_with_a_document_or_a_reason()
    {
        string[] operations = ["add", "remove", "replace", "move", "copy", "test"];
        string[] paths = ["", "/", "/a", "/a/0", "/a/1", "/a/-", "/b", "/b/c", "/b/c/0", "/x/y", "/a/00", "~"];
        var path = Gen.Int[0, paths.Length - 1].Select(index => paths[index]);
        var operation = Gen.Select(Gen.Int[0, operations.Length - 1].Select(index => operations[index]), path, path);
        operation.Array[1, 6].Sample(static drawn =>
        {
            var patch = new JsonArray([.. drawn.Select(static one =>
                (JsonNode)new JsonObject { ["op"] = one.Item1, ["path"] = one.Item2, ["from"] = one.Item3, ["value"] = new JsonArray(1) })]);
            var document = JsonNode.Parse("""{"a":[1,{"d":2}],"b":{"c":[3]}}""");
            if (JsonPatch.TryApply(ref document, patch) is { } why) Assert.NotEmpty(why);
            else document?.ToJsonString();
        });
    }
}
