namespace Fanout.Ingest.Tests.Adapters.PointStrings;

public sealed class DamagedFileTests
{
    [Fact]
    public void Never_throws_on_a_file_with_bytes_changed_or_cut() =>
        Damage.IsSurvived(
            "tennis-strings",
            """
            pbp_id,date,tny_name,tour,draw,server1,server2,winner,pbp,score,adf_flag,wh_minutes
            7,02 Jan 17,ATPBrisbane,ATP,Main,Ann Able,Bea Best,1,SSSS;RADRR.S/RS/RR/SS.SSSR;SS,6-7(5) [10-8] 1-0 RET,1,60
            8,03 Jan 17,ATPBrisbane,ATP,Main,Ann Able,Cat Cole,2,SSSS;;.,6-0 6-0,1,60
            """);
}
