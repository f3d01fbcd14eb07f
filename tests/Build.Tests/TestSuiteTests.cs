using Fanout.Build;

namespace Build.Tests;

public sealed class TestSuiteTests : IDisposable
{
    private readonly DirectoryInfo _tests = Directory.CreateTempSubdirectory("fanout-suites-");

    public void Dispose() => _tests.Delete(recursive: true);

    [Fact]
    public void A_folder_is_a_unit_suite_unless_it_is_named_for_another_kind()
    {
        Add("Simulation/S.Tests.csproj", "B.Tests/B.Tests.csproj", "A.Tests/A.Tests.csproj", "Browser/W.Tests.csproj");

        var suites = TestSuite.Find(_tests.FullName);

        Assert.Equal(["unit", "browser", "simulate"], suites.Select(suite => suite.Name));
        Assert.Equal(["A.Tests.csproj", "B.Tests.csproj"], suites[0].Projects.Select(Path.GetFileName));
    }

    [Fact]
    public void A_kind_without_a_project_is_no_suite()
    {
        Add("A.Tests/A.Tests.csproj");
        _tests.CreateSubdirectory("Conformance");

        Assert.Equal(["unit"], TestSuite.Find(_tests.FullName).Select(suite => suite.Name));
    }

    [Fact]
    public void A_library_that_tests_share_is_in_no_suite()
    {
        Add("A.Tests/A.Tests.csproj", "Services/Services.csproj");

        Assert.Equal(["A.Tests.csproj"], TestSuite.Find(_tests.FullName).Single().Projects.Select(Path.GetFileName));
    }

    private void Add(params string[] projects)
    {
        foreach (var project in projects)
        {
            var path = Path.Combine(_tests.FullName, project);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "<Project/>");
        }
    }
}
