<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja" sourcelanguage="en">
<context>
    <name>About</name>
    <message>
        <source>About this gate</source>
        <translation>このゲートについて</translation>
    </message>
    <message>
        <source>MaskGate {version}, under the licence {licence}</source>
        <translation>MaskGate {version}（ライセンス：{licence}）</translation>
    </message>
    <message>
        <source>Face detector</source>
        <translation>顔検出モデル</translation>
    </message>
    <message>
        <source>Face recogniser</source>
        <translation>顔認識モデル</translation>
    </message>
    <message>
        <source>Mask classifier</source>
        <translation>マスク判定モデル</translation>
    </message>
    <message>
        <source>Liveness check</source>
        <translation>なりすまし検知モデル</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>ライセンス</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>入手元</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>制限</translation>
    </message>
</context>
<context>
    <name>AdminWindow</name>
    <message>
        <source>MaskGate administration</source>
        <translation>MaskGate 管理</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>ページ</translation>
    </message>
    <message>
        <source>Something went wrong; the log says what.</source>
        <translation>問題が発生しました。詳細はログに記録されています。</translation>
    </message>
</context>
<context>
    <name>Backend</name>
    <message>
        <source>Something went wrong; the log says what.</source>
        <translation>問題が発生しました。詳細はログに記録されています。</translation>
    </message>
</context>
<context>
    <name>Contents</name>
    <message>
        <source>About</source>
        <translation>このゲート</translation>
    </message>
</context>
<context>
    <name>Kiosk</name>
    <message>
        <source>Starting</source>
        <translation>起動中</translation>
    </message>
    <message>
        <source>One moment, please.</source>
        <translation>少々お待ちください。</translation>
    </message>
    <message>
        <source>Step up to the camera</source>
        <translation>カメラの前へどうぞ</translation>
    </message>
    <message>
        <source>You can keep your mask on.</source>
        <translation>マスクは着けたままで結構です。</translation>
    </message>
    <message>
        <source>Look here</source>
        <translation>こちらを見てください</translation>
    </message>
    <message>
        <source>Face the camera and hold still for a moment.</source>
        <translation>カメラに顔を向け、少しの間動かないでください。</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>ようこそ</translation>
    </message>
    <message>
        <source>Please come in.</source>
        <translation>お入りください。</translation>
    </message>
    <message>
        <source>No entry</source>
        <translation>入室できません</translation>
    </message>
    <message>
        <source>Please ask reception to let you in.</source>
        <translation>受付にお声がけください。</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>映像がありません</translation>
    </message>
    <message>
        <source>The camera will be back by itself. Until then, please ask reception.</source>
        <translation>カメラは自動的に復旧します。それまでは受付にお声がけください。</translation>
    </message>
    <message>
        <source>Out of order</source>
        <translation>ただいま使えません</translation>
    </message>
    <message>
        <source>The door stays closed. Please ask reception to let you in.</source>
        <translation>ドアは閉じたままです。受付にお声がけください。</translation>
    </message>
    <message>
        <source>Welcome, {name}</source>
        <translation>ようこそ、{name} さん</translation>
    </message>
    <message>
        <source>Not recognised</source>
        <translation>確認できませんでした</translation>
    </message>
    <message>
        <source>Look at the camera and try again, or ask reception.</source>
        <translation>カメラを見てもう一度お試しいただくか、受付にお声がけください。</translation>
    </message>
    <message>
        <source>Not sure who you are</source>
        <translation>どなたか判断できません</translation>
    </message>
    <message>
        <source>Come closer and try again, or ask reception.</source>
        <translation>もう少し近づいてお試しいただくか、受付にお声がけください。</translation>
    </message>
    <message>
        <source>Can’t see you clearly</source>
        <translation>お顔がはっきり見えません</translation>
    </message>
    <message>
        <source>Come closer, face the camera and hold still.</source>
        <translation>近づいてカメラに顔を向け、動かないでください。</translation>
    </message>
    <message>
        <source>Not sure yet</source>
        <translation>確認の途中です</translation>
    </message>
    <message>
        <source>Keep looking at the camera and hold still.</source>
        <translation>カメラを見たまま、動かないでください。</translation>
    </message>
    <message>
        <source>One at a time</source>
        <translation>お一人ずつどうぞ</translation>
    </message>
    <message>
        <source>Please step up alone; the others wait a few steps back.</source>
        <translation>一人でお進みください。ほかの方は数歩下がってお待ちください。</translation>
    </message>
    <message>
        <source>The picture is late</source>
        <translation>映像が遅れています</translation>
    </message>
    <message>
        <source>Please wait a moment and look at the camera again.</source>
        <translation>少し待ってから、もう一度カメラを見てください。</translation>
    </message>
    <message>
        <source>No face in view</source>
        <translation>顔が映っていません</translation>
    </message>
    <message>
        <source>Step in front of the camera and look at it.</source>
        <translation>カメラの前に立ち、カメラを見てください。</translation>
    </message>
    <message>
        <source>Nobody is enrolled</source>
        <translation>登録者がいません</translation>
    </message>
    <message>
        <source>This gate knows nobody yet. Please ask reception to let you in.</source>
        <translation>このゲートにはまだ誰も登録されていません。受付にお声がけください。</translation>
    </message>
    <message>
        <source>Everybody has to be enrolled again here. Please ask reception to let you in.</source>
        <translation>全員の再登録が必要です。受付にお声がけください。</translation>
    </message>
    <message>
        <source>Please show your own face</source>
        <translation>ご本人の顔を見せてください</translation>
    </message>
    <message>
        <source>Pictures and screens don’t open this door. Step back and try again.</source>
        <translation>写真や画面では開きません。一歩下がってもう一度お試しください。</translation>
    </message>
    <message>
        <source>You were just let in</source>
        <translation>先ほど入室されました</translation>
    </message>
    <message>
        <source>If the door is closed again, wait a moment and look at the camera.</source>
        <translation>ドアが閉まっていたら、少し待ってからカメラを見てください。</translation>
    </message>
    <message>
        <source>You have passed already</source>
        <translation>すでに通過されています</translation>
    </message>
    <message>
        <source>You did not check out the last time. Please ask reception.</source>
        <translation>前回の退室が記録されていません。受付にお声がけください。</translation>
    </message>
    <message>
        <source>One more, please</source>
        <translation>もうお一人どうぞ</translation>
    </message>
    <message>
        <source>This door opens for two. The second person may step up now.</source>
        <translation>このドアは二人で開きます。お二人目の方がお進みください。</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>施錠中</translation>
    </message>
    <message>
        <source>The door is locked in an emergency. Please wait, or ask reception.</source>
        <translation>緊急のため施錠されています。お待ちいただくか、受付にお声がけください。</translation>
    </message>
    <message>
        <source>Not valid yet</source>
        <translation>まだ有効ではありません</translation>
    </message>
    <message>
        <source>Your access begins on a later day. Please ask reception.</source>
        <translation>入室できるのは後日からです。受付にお声がけください。</translation>
    </message>
    <message>
        <source>Access has ended</source>
        <translation>有効期間が終了しました</translation>
    </message>
    <message>
        <source>Please ask reception to renew it.</source>
        <translation>更新は受付にお申し出ください。</translation>
    </message>
    <message>
        <source>Not at this door</source>
        <translation>このドアからは入れません</translation>
    </message>
    <message>
        <source>Please use another door, or ask reception.</source>
        <translation>別のドアをご利用いただくか、受付にお声がけください。</translation>
    </message>
    <message>
        <source>Not at this hour</source>
        <translation>今は入室できない時間です</translation>
    </message>
    <message>
        <source>Please come back in your hours, or ask reception.</source>
        <translation>決められた時間にお越しいただくか、受付にお声がけください。</translation>
    </message>
    <message>
        <source>The clock is not right</source>
        <translation>時計が正しくありません</translation>
    </message>
    <message>
        <source>This gate can’t tell the time now. Please ask reception to let you in.</source>
        <translation>現在時刻を確認できません。受付にお声がけください。</translation>
    </message>
    <message>
        <source>Please put on a mask</source>
        <translation>マスクを着けてください</translation>
    </message>
    <message>
        <source>Cover mouth and nose, then look at the camera again.</source>
        <translation>口と鼻を覆ってから、もう一度カメラを見てください。</translation>
    </message>
    <message>
        <source>One thing more</source>
        <translation>もう一つ確認します</translation>
    </message>
    <message>
        <source>Show your badge or type your PIN, and look at the camera.</source>
        <translation>社員証をかざすか暗証番号を入力し、カメラを見てください。</translation>
    </message>
    <message>
        <source>Badge or PIN not accepted</source>
        <translation>社員証か暗証番号が違います</translation>
    </message>
    <message>
        <source>Please try again, or ask reception.</source>
        <translation>もう一度お試しいただくか、受付にお声がけください。</translation>
    </message>
    <message>
        <source>That is not your badge</source>
        <translation>ご本人の社員証ではありません</translation>
    </message>
    <message>
        <source>Use your own badge or PIN, or ask reception.</source>
        <translation>ご自身の社員証か暗証番号をお使いいただくか、受付にお声がけください。</translation>
    </message>
    <message>
        <source>Too many tries</source>
        <translation>試行回数が多すぎます</translation>
    </message>
    <message>
        <source>Please wait a moment, or ask reception.</source>
        <translation>少しお待ちいただくか、受付にお声がけください。</translation>
    </message>
    <message>
        <source>Entries can’t be recorded now, so nobody is let in. Please ask reception.</source>
        <translation>入室を記録できないため、どなたも入れません。受付にお声がけください。</translation>
    </message>
    <message>
        <source>Come closer</source>
        <translation>もう少し近づいてください</translation>
    </message>
    <message>
        <source>One or two steps towards the screen.</source>
        <translation>画面に向かって一、二歩お進みください。</translation>
    </message>
    <message>
        <source>Step back</source>
        <translation>少し下がってください</translation>
    </message>
    <message>
        <source>One step away from the screen.</source>
        <translation>画面から一歩離れてください。</translation>
    </message>
    <message>
        <source>To the middle</source>
        <translation>中央へどうぞ</translation>
    </message>
    <message>
        <source>Stand so that your face is in the middle of the picture.</source>
        <translation>顔が映像の中央に来るように立ってください。</translation>
    </message>
    <message>
        <source>Hold still</source>
        <translation>動かないでください</translation>
    </message>
    <message>
        <source>Stand still for a moment and look at the camera.</source>
        <translation>少しの間止まって、カメラを見てください。</translation>
    </message>
    <message>
        <source>Too dark</source>
        <translation>暗すぎます</translation>
    </message>
    <message>
        <source>Turn towards the light, or use badge or PIN.</source>
        <translation>明るい方を向くか、社員証か暗証番号をお使いください。</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>確認中</translation>
    </message>
    <message>
        <source>Keep looking at the camera.</source>
        <translation>そのままカメラを見ていてください。</translation>
    </message>
    <message>
        <source>Turn left</source>
        <translation>左を向いてください</translation>
    </message>
    <message>
        <source>Turn your head slowly to your left.</source>
        <translation>ゆっくりと左に顔を向けてください。</translation>
    </message>
    <message>
        <source>Turn right</source>
        <translation>右を向いてください</translation>
    </message>
    <message>
        <source>Turn your head slowly to your right.</source>
        <translation>ゆっくりと右に顔を向けてください。</translation>
    </message>
    <message>
        <source>Look up</source>
        <translation>上を向いてください</translation>
    </message>
    <message>
        <source>Raise your chin slowly.</source>
        <translation>ゆっくりとあごを上げてください。</translation>
    </message>
    <message>
        <source>Look down</source>
        <translation>下を向いてください</translation>
    </message>
    <message>
        <source>Lower your chin slowly.</source>
        <translation>ゆっくりとあごを下げてください。</translation>
    </message>
    <message>
        <source>Please close the door</source>
        <translation>ドアを閉めてください</translation>
    </message>
    <message>
        <source>It has been open for too long.</source>
        <translation>長い間開いたままになっています。</translation>
    </message>
    <message>
        <source>Badge or PIN only</source>
        <translation>社員証か暗証番号のみ</translation>
    </message>
    <message>
        <source>Faces can’t be recognised now. Use your badge or PIN, or ask reception.</source>
        <translation>今は顔を確認できません。社員証か暗証番号をお使いいただくか、受付にお声がけください。</translation>
    </message>
    <message>
        <source>Reception: {how}</source>
        <translation>受付：{how}</translation>
    </message>
    <message>
        <source>Step {step} of {steps}</source>
        <translation>{step}／{steps}</translation>
    </message>
    <message>
        <source>Please try once more</source>
        <translation>もう一度お試しください</translation>
    </message>
    <message>
        <source>Wait for each movement that the screen asks for, then make it.</source>
        <translation>画面の指示を待ってから、その動きをしてください。</translation>
    </message>
    <message>
        <source>One person, please</source>
        <translation>お一人でお願いします</translation>
    </message>
    <message>
        <source>Another face came into the picture. Step up alone and try again.</source>
        <translation>別の人の顔が映りました。お一人で前に立って、もう一度お試しください。</translation>
    </message>
    <message>
        <source>The picture repeats</source>
        <translation>同じ映像が繰り返されています</translation>
    </message>
    <message>
        <source>This gate’s camera needs a look. Please ask reception to let you in.</source>
        <translation>カメラの点検が必要です。受付にお申し付けください。</translation>
    </message>
    <message>
        <source>The picture is not steady</source>
        <translation>映像が安定していません</translation>
    </message>
    <message>
        <source>Please try again, or ask reception to let you in.</source>
        <translation>もう一度お試しいただくか、受付にお申し付けください。</translation>
    </message>
    <message>
        <source>The check for live faces is not installed. Please ask reception to let you in.</source>
        <translation>本人確認の機能が入っていません。受付にお申し付けください。</translation>
    </message>
    <message>
        <source>Please come closer.</source>
        <translation>もう少し近づいてください。</translation>
    </message>
    <message>
        <source>Step to the middle of the picture.</source>
        <translation>画面の中央に立ってください。</translation>
    </message>
    <message>
        <source>Turn your face to the camera.</source>
        <translation>顔をカメラに向けてください。</translation>
    </message>
    <message>
        <source>Hold your head upright.</source>
        <translation>頭をまっすぐにしてください。</translation>
    </message>
    <message>
        <source>Your face is too dark: turn it to the light.</source>
        <translation>顔が暗すぎます。明るい方を向いてください。</translation>
    </message>
    <message>
        <source>Your face is too bright: step out of the light.</source>
        <translation>顔が明るすぎます。光から離れてください。</translation>
    </message>
    <message>
        <source>The camera sees you as in a fog. Come closer and hold still.</source>
        <translation>映像がかすんでいます。近づいて、動かないでください。</translation>
    </message>
    <message>
        <source>Please hold still for a moment.</source>
        <translation>少しの間、動かないでください。</translation>
    </message>
    <message>
        <source>Take your hand or scarf away from your face; a mask may stay.</source>
        <translation>手やマフラーを顔から離してください。マスクはそのままでかまいません。</translation>
    </message>
</context>
<context>
    <name>KioskWindow</name>
    <message>
        <source>Badge or PIN</source>
        <translation>暗証番号</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>プライバシー</translation>
    </message>
</context>
<context>
    <name>PinPad</name>
    <message>
        <source>Delete the last digit</source>
        <translation>最後の数字を消す</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>決定</translation>
    </message>
    <message numerus="yes">
        <source>%n digits typed</source>
        <translation>
            <numerusform>%n 桁入力済み</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PinSheet</name>
    <message>
        <source>Badge number and PIN</source>
        <translation>社員番号と暗証番号</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>中止</translation>
    </message>
    <message>
        <source>Type your number, then OK.</source>
        <translation>番号を入力し、「決定」を押してください。</translation>
    </message>
    <message>
        <source>Type your PIN, then OK.</source>
        <translation>暗証番号を入力し、「決定」を押してください。</translation>
    </message>
</context>
<context>
    <name>PrivacySheet</name>
    <message>
        <source>Privacy</source>
        <translation>プライバシー</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>Privacy notice</source>
        <translation>プライバシーのお知らせ</translation>
    </message>
    <message>
        <source>This camera compares faces with those of people who have agreed to be enrolled here.</source>
        <translation>このカメラは、登録に同意した方の顔と照合します。</translation>
    </message>
    <message>
        <source>No picture is kept, and none leaves this device.</source>
        <translation>映像は保存されず、この装置の外に出ることもありません。</translation>
    </message>
    <message>
        <source>Of enrolled people a sealed template is kept, not a photograph, until it is deleted.</source>
        <translation>登録者については、写真ではなく暗号化された特徴データを、削除されるまで保管します。</translation>
    </message>
    <message>
        <source>Each decision is recorded: when, who, and whether the door opened.</source>
        <translation>判定ごとに、日時・人物・ドアが開いたかどうかを記録します。</translation>
    </message>
    <message>
        <source>You need not use your face: ask for a badge or PIN instead.</source>
        <translation>顔を使わない方法もあります。社員証か暗証番号をお申し出ください。</translation>
    </message>
</context>
<context>
    <name>SearchList</name>
    <message>
        <source>Search</source>
        <translation>検索</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>結果</translation>
    </message>
    <message numerus="yes">
        <source>%n of {total} shown</source>
        <translation>
            <numerusform>{total} 件中 %n 件を表示</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>in order</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>needs attention</source>
        <translation>要確認</translation>
    </message>
    <message>
        <source>not used</source>
        <translation>未使用</translation>
    </message>
    <message>
        <source>Gate: {state}</source>
        <translation>ゲート：{state}</translation>
    </message>
    <message>
        <source>Network: {state}</source>
        <translation>ネットワーク：{state}</translation>
    </message>
</context>
</TS>
