/*
 * core/words - the words of the contract beside what people write for them:
 * "canonical,alias,alias|canonical,…", as field_word() reads them. No code.
 */
#ifndef CORE_WORDS_H
#define CORE_WORDS_H

#include "core/incident.h"

#define TYPE_WORDS                                                           \
	"t1,3-1,紛失・盗難,紛失,盗難|t2,3-2,誤送信・誤公開,誤送信,誤公開|"   \
	"t3,3-3,内部犯行|t4,3-4,Winny/Share等への漏えい,ファイル交換ソフト|" \
	"t5,3-5,不正プログラム|t6,3-6,不正アクセス|other,その他"
#define PARTY_WORDS "prefecture,県|municipality,市町村|related,関係団体"
#define SOURCE_WORDS                                                         \
	"self,本人|inside,内部|outside,外部|police,警察|finder,取得者|"      \
	"monitoring,監視|other,その他"
#define TERNARY_WORDS                                                        \
	"yes,true,はい,有,あり|no,false,いいえ,無,なし|unknown,不明"
#define CERTAINTY_WORDS                                                      \
	"unknown,不明|estimated,推定|confirmed,確認済,確認済み,確定"
#define PHASE_WORDS                                                          \
	"discovery,発見・通報|reporting,報告・協議|"                         \
	"initial_response,初動対応|investigation,調査|severity,重要度|"      \
	"notification,通知・公表・報告等,通知・報告・公表|"                  \
	"recovery,措置・復旧|prevention,再発防止計画,再発防止"
#define OUTCOME_WORDS                                                        \
	"publish,公表,公表する,yes|not,no,公表しない,非公表|"                \
	"later,hold,保留,当面見合わせる,見合わせる"
#define MEASURE_WORDS                                                        \
	"containment,応急処置|evidence,証拠保全,証跡保存|scan,検査|"         \
	"backup,バックアップ|handover,引き渡し|secondary,二次被害防止策|"    \
	"recovery,復旧|other,その他"

#endif
